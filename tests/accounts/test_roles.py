from accounts.roles import Role


def test_roles_read_from_groups_once(django_assert_num_queries, teacher):
    with django_assert_num_queries(1):
        assert teacher.has_role(Role.TEACHER)
        assert not teacher.has_role(Role.STUDENT)


def test_student_has_no_permission_in_the_admin(student):
    assert student.get_all_permissions() == set()

"""Help texts and labels in plainer words: nothing in the database changes."""

import courses.youtube
import django.core.validators
import modelcluster.fields
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0005_passages_may_lack_times_in_a_draft'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='course',
            name='summary',
            field=models.CharField(blank=True, help_text='One sentence on what students will be able to do.', max_length=255, verbose_name='summary'),
        ),
        migrations.AlterField(
            model_name='course',
            name='teachers',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, help_text='They give feedback on takes in this course, as does the person who created it.', related_name='taught_courses', to=settings.AUTH_USER_MODEL, verbose_name='teachers'),
        ),
        migrations.AlterField(
            model_name='exercise',
            name='brief',
            field=wagtail.fields.StreamField([('heading', 0), ('text', 1), ('callout', 5), ('image', 8), ('gallery', 11), ('youtube', 13), ('table', 17), ('library_video', 19), ('download', 22), ('passage', 25)], blank=True, block_lookup={0: ('courses.blocks.text.HeadingBlock', (), {'group': 'Text'}), 1: ('courses.blocks.text.TextBlock', (), {'group': 'Text'}), 2: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('note', 'Note'), ('tip', 'Tip'), ('warning', 'Warning')], 'help_text': 'A tip helps, a warning prevents harm, a note is for anything else.', 'label': 'Kind'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 4: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'ol', 'ul'], 'label': 'Text'}), 5: ('wagtail.blocks.StructBlock', [[('tone', 2), ('title', 3), ('text', 4)]], {'group': 'Text'}), 6: ('wagtail.images.blocks.ImageBlock', [], {'help_text': "Describe the picture for people who can't see it. Tick “decorative” if it adds no information.", 'label': 'Picture'}), 7: ('wagtail.blocks.CharBlock', (), {'help_text': 'Shown below. Leave it empty if the text around it says enough.', 'label': 'Caption', 'max_length': 255, 'required': False}), 8: ('wagtail.blocks.StructBlock', [[('image', 6), ('caption', 7)]], {'group': 'Pictures and video'}), 9: ('wagtail.blocks.StructBlock', [[('image', 6), ('caption', 7)]], {}), 10: ('wagtail.blocks.ListBlock', (9,), {'help_text': 'They are shown side by side and cropped to the same shape.', 'label': 'Pictures', 'min_num': 2}), 11: ('wagtail.blocks.StructBlock', [[('pictures', 10), ('caption', 7)]], {'group': 'Pictures and video'}), 12: ('courses.blocks.video.YouTubeLinkBlock', (), {'help_text': 'Copy it from the “Share” button below the video on YouTube.', 'label': 'Link'}), 13: ('wagtail.blocks.StructBlock', [[('url', 12), ('caption', 7)]], {'group': 'Pictures and video'}), 14: ('wagtail.blocks.CharBlock', (), {'label': 'Plain text', 'required': False}), 15: ('wagtail.blocks.FloatBlock', (), {'label': 'Number', 'required': False}), 16: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'ol', 'ul'], 'label': 'Formatted text', 'required': False}), 17: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('text', 14), ('number', 15), ('rich_text', 16)]], {'group': 'Extras'}), 18: ('courses.blocks.video.LibraryVideoChooserBlock', (), {'help_text': 'Only people who can open this page can play it.', 'label': 'Video'}), 19: ('wagtail.blocks.StructBlock', [[('video', 18), ('caption', 7)]], {'group': 'Pictures and video'}), 20: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'File'}), 21: ('wagtail.blocks.CharBlock', (), {'help_text': "The text on the button. If empty, the file's title is used.", 'label': 'Name', 'max_length': 120, 'required': False}), 22: ('wagtail.blocks.StructBlock', [[('document', 20), ('label', 21)]], {'group': 'Extras'}), 23: ('wagtail.blocks.CharBlock', (), {'help_text': 'Exactly as in “Passages” above. Students press it to loop that part.', 'label': 'Name of the passage', 'max_length': 80}), 24: ('wagtail.blocks.CharBlock', (), {'help_text': 'Such as “see how the wrist leads”.', 'label': 'What to watch', 'max_length': 255, 'required': False}), 25: ('wagtail.blocks.StructBlock', [[('label', 23), ('note', 24)]], {'group': 'Pictures and video'})}, help_text='What to practise and how. Students read it beside the demo.', verbose_name='brief'),
        ),
        migrations.AlterField(
            model_name='exercise',
            name='demo_youtube_url',
            field=models.URLField(blank=True, help_text='…or paste a link. YouTube learns nothing about a student until they press play.', validators=[courses.youtube.validate_youtube_link], verbose_name='or a YouTube link'),
        ),
        migrations.AlterField(
            model_name='exercise',
            name='max_attempts',
            field=models.PositiveSmallIntegerField(blank=True, help_text='If empty, as many as they like.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='number of attempts'),
        ),
        migrations.AlterField(
            model_name='exercise',
            name='max_length_seconds',
            field=models.PositiveIntegerField(blank=True, help_text='If empty, as long as this portal allows.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='longest take (seconds)'),
        ),
        migrations.AlterField(
            model_name='homepage',
            name='body',
            field=wagtail.fields.StreamField([('heading', 0), ('text', 1), ('callout', 5), ('image', 8), ('gallery', 11), ('youtube', 13), ('table', 17)], blank=True, block_lookup={0: ('courses.blocks.text.HeadingBlock', (), {'group': 'Text'}), 1: ('courses.blocks.text.TextBlock', (), {'group': 'Text'}), 2: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('note', 'Note'), ('tip', 'Tip'), ('warning', 'Warning')], 'help_text': 'A tip helps, a warning prevents harm, a note is for anything else.', 'label': 'Kind'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 4: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'ol', 'ul'], 'label': 'Text'}), 5: ('wagtail.blocks.StructBlock', [[('tone', 2), ('title', 3), ('text', 4)]], {'group': 'Text'}), 6: ('wagtail.images.blocks.ImageBlock', [], {'help_text': "Describe the picture for people who can't see it. Tick “decorative” if it adds no information.", 'label': 'Picture'}), 7: ('wagtail.blocks.CharBlock', (), {'help_text': 'Shown below. Leave it empty if the text around it says enough.', 'label': 'Caption', 'max_length': 255, 'required': False}), 8: ('wagtail.blocks.StructBlock', [[('image', 6), ('caption', 7)]], {'group': 'Pictures and video'}), 9: ('wagtail.blocks.StructBlock', [[('image', 6), ('caption', 7)]], {}), 10: ('wagtail.blocks.ListBlock', (9,), {'help_text': 'They are shown side by side and cropped to the same shape.', 'label': 'Pictures', 'min_num': 2}), 11: ('wagtail.blocks.StructBlock', [[('pictures', 10), ('caption', 7)]], {'group': 'Pictures and video'}), 12: ('courses.blocks.video.YouTubeLinkBlock', (), {'help_text': 'Copy it from the “Share” button below the video on YouTube.', 'label': 'Link'}), 13: ('wagtail.blocks.StructBlock', [[('url', 12), ('caption', 7)]], {'group': 'Pictures and video'}), 14: ('wagtail.blocks.CharBlock', (), {'label': 'Plain text', 'required': False}), 15: ('wagtail.blocks.FloatBlock', (), {'label': 'Number', 'required': False}), 16: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'ol', 'ul'], 'label': 'Formatted text', 'required': False}), 17: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('text', 14), ('number', 15), ('rich_text', 16)]], {'group': 'Extras'})}, help_text='Everyone can read this, even without an account.', verbose_name='welcome text'),
        ),
        migrations.AlterField(
            model_name='lesson',
            name='body',
            field=wagtail.fields.StreamField([('heading', 0), ('text', 1), ('callout', 5), ('image', 8), ('gallery', 11), ('youtube', 13), ('table', 17), ('library_video', 19), ('download', 22), ('passage', 26)], blank=True, block_lookup={0: ('courses.blocks.text.HeadingBlock', (), {'group': 'Text'}), 1: ('courses.blocks.text.TextBlock', (), {'group': 'Text'}), 2: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('note', 'Note'), ('tip', 'Tip'), ('warning', 'Warning')], 'help_text': 'A tip helps, a warning prevents harm, a note is for anything else.', 'label': 'Kind'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 4: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'ol', 'ul'], 'label': 'Text'}), 5: ('wagtail.blocks.StructBlock', [[('tone', 2), ('title', 3), ('text', 4)]], {'group': 'Text'}), 6: ('wagtail.images.blocks.ImageBlock', [], {'help_text': "Describe the picture for people who can't see it. Tick “decorative” if it adds no information.", 'label': 'Picture'}), 7: ('wagtail.blocks.CharBlock', (), {'help_text': 'Shown below. Leave it empty if the text around it says enough.', 'label': 'Caption', 'max_length': 255, 'required': False}), 8: ('wagtail.blocks.StructBlock', [[('image', 6), ('caption', 7)]], {'group': 'Pictures and video'}), 9: ('wagtail.blocks.StructBlock', [[('image', 6), ('caption', 7)]], {}), 10: ('wagtail.blocks.ListBlock', (9,), {'help_text': 'They are shown side by side and cropped to the same shape.', 'label': 'Pictures', 'min_num': 2}), 11: ('wagtail.blocks.StructBlock', [[('pictures', 10), ('caption', 7)]], {'group': 'Pictures and video'}), 12: ('courses.blocks.video.YouTubeLinkBlock', (), {'help_text': 'Copy it from the “Share” button below the video on YouTube.', 'label': 'Link'}), 13: ('wagtail.blocks.StructBlock', [[('url', 12), ('caption', 7)]], {'group': 'Pictures and video'}), 14: ('wagtail.blocks.CharBlock', (), {'label': 'Plain text', 'required': False}), 15: ('wagtail.blocks.FloatBlock', (), {'label': 'Number', 'required': False}), 16: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'ol', 'ul'], 'label': 'Formatted text', 'required': False}), 17: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('text', 14), ('number', 15), ('rich_text', 16)]], {'group': 'Extras'}), 18: ('courses.blocks.video.LibraryVideoChooserBlock', (), {'help_text': 'Only people who can open this page can play it.', 'label': 'Video'}), 19: ('wagtail.blocks.StructBlock', [[('video', 18), ('caption', 7)]], {'group': 'Pictures and video'}), 20: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'File'}), 21: ('wagtail.blocks.CharBlock', (), {'help_text': "The text on the button. If empty, the file's title is used.", 'label': 'Name', 'max_length': 120, 'required': False}), 22: ('wagtail.blocks.StructBlock', [[('document', 20), ('label', 21)]], {'group': 'Extras'}), 23: ('wagtail.blocks.CharBlock', (), {'help_text': 'Such as “bars 9–16” or “the toss”.', 'label': 'Name', 'max_length': 80}), 24: ('courses.blocks.video.TimecodeBlock', (), {'help_text': 'Minutes and seconds, such as 1:15 or 1:15.250.', 'label': 'Start'}), 25: ('courses.blocks.video.TimecodeBlock', (), {'help_text': 'Minutes and seconds, such as 1:15 or 1:15.250.', 'label': 'End'}), 26: ('wagtail.blocks.StructBlock', [[('label', 23), ('video', 18), ('start_ms', 24), ('end_ms', 25)]], {'group': 'Pictures and video'})}, help_text='Put together what students read and watch before they practise.', verbose_name='lesson'),
        ),
        migrations.AlterField(
            model_name='lesson',
            name='summary',
            field=models.CharField(blank=True, help_text='One sentence on what students will know afterwards.', max_length=255, verbose_name='summary'),
        ),
        migrations.AlterField(
            model_name='module',
            name='summary',
            field=models.CharField(blank=True, help_text='One sentence on what this part of the course is about.', max_length=255, verbose_name='summary'),
        ),
        migrations.AlterField(
            model_name='rubriccriterion',
            name='label',
            field=models.CharField(help_text='What you look for, such as “intonation”.', max_length=80, verbose_name='criterion'),
        ),
        migrations.AlterField(
            model_name='rubriccriterion',
            name='max_points',
            field=models.PositiveSmallIntegerField(default=4, help_text='The maximum.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='points'),
        ),
        migrations.AlterConstraint(
            model_name='enrolment',
            name='courses_enrolment_unique',
            constraint=models.UniqueConstraint(fields=('course', 'user'), name='courses_enrolment_unique', violation_error_message='This person is already enrolled in the course.'),
        ),
    ]

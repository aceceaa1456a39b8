"""Fields for names and e-mail addresses, which are read as people paste them: see `addresses`."""

from typing import Any

from django import forms
from django.db import models
from django.db.models.lookups import IContains, IExact
from rest_framework import serializers

from accounts.addresses import normalised, read
from accounts.names import tidied, validate_name


class AddressFormField(forms.EmailField):
    def to_python(self, value: Any) -> Any:
        return super().to_python(normalised(value) if isinstance(value, str) else value)


class AddressField(models.EmailField):  # type: ignore[type-arg]
    """However an address is written, it is stored and looked up in one form."""

    def to_python(self, value: Any) -> Any:
        return normalised(value) if isinstance(value, str) else super().to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return normalised(value) if isinstance(value, str) and _is_whole(value) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = normalised(value)
            setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": AddressFormField, **kwargs})


@AddressField.register_lookup
class SameAddress(IExact):
    """Django passes the value of a case-insensitive lookup on unchanged."""

    def get_prep_lookup(self) -> Any:
        value = super().get_prep_lookup()
        return normalised(value) if isinstance(value, str) else value


@AddressField.register_lookup
class HoldsAddress(IContains):
    """Searches in lists of people use this; a whole address may be pasted there too."""

    def get_prep_lookup(self) -> Any:
        part = super().get_prep_lookup()
        return normalised(part) if isinstance(part, str) and read(part).addresses else part


def _is_whole(value: str) -> bool:
    """A search may look for a part, such as `@example.org`, which is left alone."""
    before, at, after = value.partition("@")
    return bool(before and at and after)


class AddressSerializerField(serializers.EmailField):
    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(normalised(data) if isinstance(data, str) else data)


class NameField(models.CharField):  # type: ignore[type-arg]
    """A part of a person's name, stored tidy; see `accounts.names`."""

    default_validators = [validate_name]

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return tidied(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = tidied(value)
            setattr(model_instance, self.attname, value)
        return value

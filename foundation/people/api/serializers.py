from rest_framework import serializers

from foundation.accounts.models import Person
from foundation.common.facts import Shown, edited_input, new_input

from ..forms import PERSON


class PersonSerializer(Shown):
    titled_name = serializers.CharField(read_only=True, label="civilité, prénom et nom")
    has_account = serializers.SerializerMethodField(label="a un compte")

    class Meta:
        model = Person
        fields = ("id", "scope", *PERSON, "titled_name", "has_account", "is_fictitious", "source", "version")

    def get_has_account(self, person: Person) -> bool:
        return person.user_id is not None


NewPerson = new_input(Person, "scope", *PERSON, scope=serializers.UUIDField(label="périmètre"))
EditedPerson = edited_input(Person, *PERSON)


class AccountAddress(serializers.Serializer[Person]):
    email = serializers.EmailField()


class AccountState(serializers.Serializer[Person]):
    email = serializers.EmailField(read_only=True)
    is_active = serializers.BooleanField(read_only=True)

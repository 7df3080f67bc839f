"""What can be asked, as the protos say it: a path, a request and an answer for each."""

from __future__ import annotations

from dataclasses import dataclass

from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from licet.v1 import service_pb2


@dataclass(frozen=True, slots=True)
class Method:
    """A method of a service, which is a path here as it is there."""

    descriptor: MethodDescriptor

    @property
    def path(self) -> str:
        """The path of its calls, such as `/licet.v1.LicenseDecisionService/Decide`."""
        return f"/{self.descriptor.containing_service.full_name}/{self.descriptor.name}"

    @property
    def request(self) -> type[Message]:
        """The class of what is asked."""
        return GetMessageClass(self.descriptor.input_type)

    @property
    def response(self) -> type[Message]:
        """The class of what is answered."""
        return GetMessageClass(self.descriptor.output_type)


def methods() -> tuple[Method, ...]:
    """Return every method that has one request and one answer: a stream is gRPC's alone."""
    return tuple(
        Method(method)
        for service in service_pb2.DESCRIPTOR.services_by_name.values()
        for method in service.methods
        if not (method.client_streaming or method.server_streaming)
    )

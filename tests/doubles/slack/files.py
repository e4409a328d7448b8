"""Files in Slack: the app's own, and those that people bring."""

from dataclasses import dataclass, field

from tests.doubles.slack.schema import Json


@dataclass(eq=False)
class SharedFile:
    """A file on its way into Slack, or there."""

    id: str
    name: str
    length: int
    alt_text: str
    content: bytes | None = None
    title: str = ""
    shared: bool = False
    media_type: str = ""
    url: str = ""
    """Where people's files are downloaded; those of the app have none here."""
    told: Json = field(default_factory=dict)
    """What Slack tells of it otherwise than of most files."""

    def as_slack_shows_it(self) -> Json:
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "size": self.length,
            "mode": "hosted",
            "alt_txt": self.alt_text,
            **({"mimetype": self.media_type, "is_external": False} if self.media_type else {}),
            **({"url_private": self.url, "url_private_download": self.url} if self.url else {}),
            **self.told,
        }

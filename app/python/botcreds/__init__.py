"""Client of the Bot Credential Broker: narrow, short-lived GitHub tokens for bots.

>>> from botcreds import BrokerClient
>>> client = BrokerClient(broker_url="https://creds.internal", bot_id="machina-bot", api_key=key)  # doctest: +SKIP
"""

from .aio import AsyncBrokerClient, AsyncSession
from .client import BrokerClient
from .credentials import Attribution, Credentials
from .errors import (
    AccessDenied,
    ApprovalPending,
    BotLocked,
    BrokerError,
    BrokerUnavailable,
    BrokerUnreachable,
    CannotGrant,
    ConfigurationError,
    CredentialRevoked,
    InvalidRequest,
    NotAuthenticated,
    NotRefreshable,
    PolicyDenied,
    RateLimited,
    RequestCancelled,
    RequestExpired,
    RequestNotFound,
    UnexpectedAnswer,
)
from .session import Session

__all__ = [
    "AccessDenied",
    "ApprovalPending",
    "AsyncBrokerClient",
    "AsyncSession",
    "Attribution",
    "BotLocked",
    "BrokerClient",
    "BrokerError",
    "BrokerUnavailable",
    "BrokerUnreachable",
    "CannotGrant",
    "ConfigurationError",
    "CredentialRevoked",
    "Credentials",
    "InvalidRequest",
    "NotAuthenticated",
    "NotRefreshable",
    "PolicyDenied",
    "RateLimited",
    "RequestCancelled",
    "RequestExpired",
    "RequestNotFound",
    "Session",
    "UnexpectedAnswer",
]

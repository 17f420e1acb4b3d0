"""Client of the Bot Credential Broker: narrow, short-lived GitHub tokens for bots.

>>> from botcreds import BrokerClient
>>> client = BrokerClient(broker_url="https://creds.internal", bot_id="machina-bot", api_key=key)  # doctest: +SKIP
"""

from .aio import AsyncBrokerClient, AsyncSession
from .client import BrokerClient
from .credentials import Attribution, Credentials
from .deploy_key import DeployKey
from .errors import (
    AccessDenied,
    BotLocked,
    BrokerError,
    BrokerUnavailable,
    BrokerUnreachable,
    ConfigurationError,
    CredentialRevoked,
    GitHubRefused,
    InvalidRequest,
    NotAuthenticated,
    NotRefreshable,
    PolicyDenied,
    RateLimited,
    RequestCancelled,
    RequestExpired,
    RequestNotFound,
    StillPending,
    UnexpectedAnswer,
)
from .session import Session

__all__ = [
    "AccessDenied",
    "AsyncBrokerClient",
    "AsyncSession",
    "Attribution",
    "BotLocked",
    "BrokerClient",
    "BrokerError",
    "BrokerUnavailable",
    "BrokerUnreachable",
    "ConfigurationError",
    "CredentialRevoked",
    "Credentials",
    "DeployKey",
    "GitHubRefused",
    "InvalidRequest",
    "NotAuthenticated",
    "NotRefreshable",
    "PolicyDenied",
    "RateLimited",
    "RequestCancelled",
    "RequestExpired",
    "RequestNotFound",
    "Session",
    "StillPending",
    "UnexpectedAnswer",
]

"""Signing in through the browser (OAuth 2), for every platform: asking, keeping sealed tokens, renewing them.

A platform gives a small description (`Provider`) and says how its settings become an `Application`.
"""

from relance_connectors.oauth.application import Application, Provider
from relance_connectors.oauth.authorization import OAuthFactory, credentials

__all__ = ["Application", "OAuthFactory", "Provider", "credentials"]

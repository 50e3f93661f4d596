#include "engine/base/error.h"

namespace Saltern {

QString Error::toString() const
{
    return remedy.isEmpty() ? message : message + u' ' + remedy;
}

QString errorKindName(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::BadInput:
        return QStringLiteral("bad-input");
    case ErrorKind::NotFound:
        return QStringLiteral("not-found");
    case ErrorKind::PermissionDenied:
        return QStringLiteral("permission-denied");
    case ErrorKind::Unreachable:
        return QStringLiteral("unreachable");
    case ErrorKind::Timeout:
        return QStringLiteral("timeout");
    case ErrorKind::Cancelled:
        return QStringLiteral("cancelled");
    case ErrorKind::TooLarge:
        return QStringLiteral("too-large");
    case ErrorKind::Conflict:
        return QStringLiteral("conflict");
    case ErrorKind::Protocol:
        return QStringLiteral("protocol");
    case ErrorKind::Unsupported:
        return QStringLiteral("unsupported");
    case ErrorKind::OutOfMemory:
        return QStringLiteral("out-of-memory");
    case ErrorKind::Failed:
        return QStringLiteral("failed");
    case ErrorKind::Internal:
        return QStringLiteral("internal");
    }
    return QStringLiteral("internal");
}

} // namespace Saltern

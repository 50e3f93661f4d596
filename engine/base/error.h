#pragma once

#include <QMetaType>
#include <QString>

namespace Saltern {

enum class ErrorKind {
    BadInput,         // what the user gave cannot be used; fixing it is up to the user
    NotFound,         // the thing that was named does not exist
    PermissionDenied, // it exists, but this account may not use it
    Unreachable,      // the other side could not be reached or went away
    Timeout,          // a deadline passed
    Cancelled,        // somebody asked for it to stop
    TooLarge,         // a documented size limit was exceeded
    Conflict,         // the state of the thing does not allow the operation
    Protocol,         // the other side said something that makes no sense
    Unsupported,      // a feature that this version or platform lacks
    OutOfMemory,      // a memory limit ended it
    Failed,           // it ran and reported failure
    Internal,         // a mistake of ours
};

/// What went wrong, for people: `message` is one sentence, `remedy` says what to do about it
/// (may be empty), `detail` is raw material for an expert (a status line, an output).
/// None of the three may contain a secret.
struct Error
{
    ErrorKind kind = ErrorKind::Internal;
    QString message;
    QString remedy;
    QString detail;

    /// "message remedy" on one line, as the command line and the studio show it.
    QString toString() const;

    bool operator==(const Error &) const = default;
};

/// The stable name of a kind in JSON output, e.g. "bad-input".
QString errorKindName(ErrorKind kind);

} // namespace Saltern

Q_DECLARE_METATYPE(Saltern::Error)

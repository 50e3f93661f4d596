#pragma once

#include "engine/functions/functionplan.h"

namespace Saltern {

/// A hot handler's line may be this long (bytes): a result at the limit with its envelope. A longer
/// one breaks the protocol.
inline constexpr qsizetype longestHandlerLine = 2 * maximumEventBytes;

/// What a hot handler says in one line (docs/functions.md, "The line protocol").
struct HandlerLine
{
    enum class Kind {
        Ready,
        Log,    // `text`
        Emit,   // one exit event: `value`
        Ok,     // the call ended; `value` is one more exit event unless it is undefined
        Failed, // the call ended: `text` says why
    };

    Kind kind = Kind::Ready;
    quint32 call = 0;    // 0 in a log line: no call in particular
    qsizetype bytes = 0; // of the whole line
    QJsonValue value = QJsonValue::Undefined;
    QString text;
    bool mayRetry = true;
    bool tooLarge = false;

    /// Nothing when the line is none of these.
    static std::optional<HandlerLine> read(const QByteArray &line);
};

/// The line that hands a call over, its end included.
QByteArray eventLine(quint32 call, const FunctionPlan &plan, const StepInput &input);

} // namespace Saltern

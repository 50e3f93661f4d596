#pragma once

#include <QByteArray>
#include <QString>

#include <chrono>

namespace Saltern {

/// One evaluation of a script for one event.
struct ScriptRequest
{
    QString code;           // one expression, or a program that defines transform(event, ctx)
    QByteArray eventJson;   // handed over as text: nothing in an event can become source
    QByteArray contextJson; // the second argument
    std::chrono::milliseconds deadline{1000};
};

} // namespace Saltern

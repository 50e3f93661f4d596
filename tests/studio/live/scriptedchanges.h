#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

namespace Saltern {

// What an engine tells while a demo of the pipeline `hello` plays, for a test to send.

inline QJsonObject busEvent(const QString &id, const QString &type, const QJsonObject &data)
{
    return {{QStringLiteral("id"), id},
            {QStringLiteral("specversion"), QStringLiteral("1.0")},
            {QStringLiteral("source"), QStringLiteral("docker://local")},
            {QStringLiteral("type"), type},
            {QStringLiteral("time"), QStringLiteral("2026-01-31T14:02:39Z")},
            {QStringLiteral("salternhost"), QStringLiteral("local")},
            {QStringLiteral("data"), data}};
}

inline QJsonObject seen(const QJsonObject &event, const QStringList &triggers = {})
{
    return {{QStringLiteral("what"), QStringLiteral("event")},
            {QStringLiteral("event"), event},
            {QStringLiteral("triggers"), QJsonArray::fromStringList(triggers)}};
}

inline QJsonObject runChange(const QString &id, const QString &state, const QString &reason = {})
{
    return {{QStringLiteral("what"), QStringLiteral("run")},
            {QStringLiteral("run"), id},
            {QStringLiteral("pipeline"), QStringLiteral("hello")},
            {QStringLiteral("trigger"), QStringLiteral("stopped")},
            {QStringLiteral("mode"), QStringLiteral("run")},
            {QStringLiteral("state"), state},
            {QStringLiteral("reason"), reason},
            {QStringLiteral("event"), QStringLiteral("e1")},
            {QStringLiteral("time"), QStringLiteral("2026-01-31T14:02:40Z")}};
}

} // namespace Saltern

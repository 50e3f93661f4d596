#pragma once

#include <QJsonObject>
#include <QString>

namespace Saltern {

/// What would have to change, for people: "image: web:1 → web:2".
struct Difference
{
    QString setting; // the name of the node's setting; "env.MODE", "labels.app" for one of many
    QString from;
    QString to;

    QString toString() const
    {
        return setting + QStringLiteral(": ") + from + QStringLiteral(" \u2192 ") + to;
    }

    QJsonObject toJson() const
    {
        return {{QStringLiteral("setting"), setting},
                {QStringLiteral("from"), from},
                {QStringLiteral("to"), to}};
    }

    bool operator==(const Difference &) const = default;
};

} // namespace Saltern

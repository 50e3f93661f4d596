#pragma once

#include "engine/docker/eventintake.h"

#include <QStringList>

#include <algorithm>

namespace Saltern {

/// Takes everything that an intake brings, as an engine would.
struct IntakeReader
{
    explicit IntakeReader(EventIntake &intake)
    {
        QObject::connect(&intake, &EventIntake::available, &intake, [this, &intake] {
            for (IntakeItem &item : intake.take(100'000))
                items.push_back(std::move(item));
        });
    }

    qsizetype count(const QString &type) const
    {
        return std::count_if(items.begin(), items.end(), [&](const IntakeItem &item) {
            return item.event.type() == type;
        });
    }

    /// What the first event of this type says of its object; `subject` empty = of any.
    QJsonObject first(const QString &type, const QString &subject = {}) const
    {
        const auto found = std::find_if(items.begin(), items.end(), [&](const IntakeItem &item) {
            return item.event.type() == type &&
                   (subject.isEmpty() || item.event.subject() == subject);
        });
        if (found == items.end())
            return {};
        return found->event.data()
            .value(type.section(u'/', 0, 0) == QLatin1StringView("host") ? QStringLiteral("host")
                                                                         : type.section(u'/', 1, 1))
            .toObject();
    }

    /// The actions on one object in the order in which they came, those made up with a star.
    QString life(const QString &subject) const
    {
        QStringList actions;
        for (const IntakeItem &item : items) {
            if (item.event.subject() == subject)
                actions += item.event.type().section(u'/', 2) +
                           (item.event.isSynthetic() ? QStringLiteral("*") : QString());
        }
        return actions.join(u' ');
    }

    std::vector<IntakeItem> items;
};

} // namespace Saltern

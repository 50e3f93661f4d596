#pragma once

#include "engine/events/pattern.h"
#include "engine/events/valuetest.h"

#include <QJsonArray>

namespace Saltern {

/// The compiled form of a pattern, shared by matcher and explanation.
struct Pattern::Rules
{
    struct Field
    {
        std::string path;  // UTF-8, steps joined by dots
        QString pointer;   // where it stands in the pattern
        QJsonArray clause; // as it was written
        FieldTest test;
    };

    QJsonObject source;
    std::vector<Field> fields; // in the order of the pattern

    /// The ways to match: each lists the fields that must all fit, by index, ordered by path. More
    /// than one only when there is an $or.
    std::vector<std::vector<int>> ways;
};

} // namespace Saltern

#pragma once

#include "engine/pipeline/descriptor.h"

namespace Saltern {

/// "trigger", "logic", "function" or "action": what QML picks colours by.
inline QString categoryName(Category category)
{
    switch (category) {
    case Category::Trigger:
        return QStringLiteral("trigger");
    case Category::Logic:
        return QStringLiteral("logic");
    case Category::Function:
        return QStringLiteral("function");
    case Category::Action:
        break;
    }
    return QStringLiteral("action");
}

} // namespace Saltern

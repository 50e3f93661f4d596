#pragma once

#include <QString>

#include <optional>

namespace Saltern {

/// Why a kind cannot be said in Salt, and what to do instead; one sentence each.
struct SaltLimit
{
    QString why;
    QString remedy;
};

/// Nothing for kinds that can be said.
std::optional<SaltLimit> saltLimit(const QString &kind);

} // namespace Saltern

#pragma once

#include "engine/base/result.h"

#include <QStringList>

#include <vector>

namespace Saltern {

/// HTTP statuses as people write them: "200", "404", "5xx".
class StatusList
{
public:
    static Result<StatusList> parse(const QStringList &entries);

    bool contains(int status) const;

private:
    struct Range
    {
        int first;
        int last;
    };
    std::vector<Range> m_ranges;
};

} // namespace Saltern

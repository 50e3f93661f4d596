#pragma once

#include "engine/docker/daemonmemory.h"

#include <map>
#include <memory>

namespace Saltern {

/// Which host's reader reads which daemon, so that two names for one daemon have one reader, and
/// the memory of each daemon, which outlives connections. Intake thread.
class DaemonRegistry
{
public:
    /// The host that reads this daemon; `host` itself from now on when there was none.
    QString claim(const QString &daemonId, const QString &host)
    {
        return m_readers.try_emplace(daemonId, host).first->second;
    }

    void release(const QString &host)
    {
        std::erase_if(m_readers, [&](const auto &reader) { return reader.second == host; });
    }

    /// Made empty on first use.
    std::shared_ptr<DaemonMemory> memory(const QString &daemonId)
    {
        auto &memory = m_memories[daemonId];
        if (!memory)
            memory = std::make_shared<DaemonMemory>();
        return memory;
    }

private:
    std::map<QString, QString> m_readers;
    std::map<QString, std::shared_ptr<DaemonMemory>> m_memories;
};

} // namespace Saltern

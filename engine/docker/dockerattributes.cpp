#include "engine/docker/dockerattributes.h"

#include <algorithm>

namespace Saltern {

DockerAttributes::DockerAttributes(const QJsonObject &object)
{
    std::vector<Entry> entries;
    for (auto member = object.begin(); member != object.end(); ++member)
        entries.emplace_back(member.key().toUtf8(), member.value().toString().toUtf8());
    *this = DockerAttributes(std::move(entries));
}

DockerAttributes::DockerAttributes(std::vector<Entry> entries) : m_entries(std::move(entries))
{
    const auto byName = [](const Entry &a, const Entry &b) { return a.first < b.first; };
    const auto sameName = [](const Entry &a, const Entry &b) { return a.first == b.first; };
    // Docker sends them sorted, each name once.
    if (std::is_sorted(m_entries.begin(), m_entries.end(), byName) &&
        std::adjacent_find(m_entries.begin(), m_entries.end(), sameName) == m_entries.end())
        return;
    std::stable_sort(m_entries.begin(), m_entries.end(), byName);
    // Backwards, so that the last one is found first.
    const auto kept = std::unique(m_entries.rbegin(), m_entries.rend(), sameName);
    m_entries.erase(m_entries.begin(), kept.base());
}

std::vector<DockerAttributes::Entry>::const_iterator
DockerAttributes::find(QByteArrayView name) const
{
    const auto at = std::lower_bound(
        m_entries.begin(), m_entries.end(), name, [](const Entry &entry, QByteArrayView wanted) {
            return entry.first < wanted;
        });
    return at != m_entries.end() && at->first == name ? at : m_entries.end();
}

QByteArray DockerAttributes::bytes(QByteArrayView name) const
{
    const auto found = find(name);
    return found == m_entries.end() ? QByteArray() : found->second;
}

QString DockerAttributes::value(QLatin1StringView name) const
{
    return QString::fromUtf8(bytes({name.data(), name.size()}));
}

void DockerAttributes::insert(QLatin1StringView name, const QString &value)
{
    remove(name);
    Entry entry(QByteArray(name.data(), name.size()), value.toUtf8());
    const auto at = std::lower_bound(m_entries.begin(), m_entries.end(), entry);
    m_entries.insert(at, std::move(entry));
}

void DockerAttributes::remove(QLatin1StringView name)
{
    if (const auto found = find({name.data(), name.size()}); found != m_entries.end())
        m_entries.erase(found);
}

} // namespace Saltern

#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <utility>
#include <vector>

namespace Saltern {

/// What Docker says of an object beside its id: facts and labels, by name. A sorted list rather
/// than a JSON object: the intake fills and reads one for every event.
class DockerAttributes
{
public:
    using Entry = std::pair<QByteArray, QByteArray>; // name and value, UTF-8

    DockerAttributes() = default;
    DockerAttributes(const QJsonObject &object);

    /// Of several entries with a name the last one counts.
    explicit DockerAttributes(std::vector<Entry> entries);

    /// Empty when there is none of that name.
    QByteArray bytes(QByteArrayView name) const;
    QString value(QLatin1StringView name) const;

    void insert(QLatin1StringView name, const QString &value);
    void remove(QLatin1StringView name);

    bool isEmpty() const { return m_entries.empty(); }
    std::vector<Entry>::const_iterator begin() const { return m_entries.begin(); }
    std::vector<Entry>::const_iterator end() const { return m_entries.end(); }

private:
    std::vector<Entry>::const_iterator find(QByteArrayView name) const;

    std::vector<Entry> m_entries; // by name, each name once
};

} // namespace Saltern

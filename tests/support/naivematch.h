#pragma once

#include <QJsonObject>
#include <QList>
#include <QMap>

namespace Saltern::Test {

/// An event, matched by the rules of docs/patterns.md in their plainest form: every value in a
/// list, every combination tried. Shares no code with the matcher, which is compared with it.
class NaiveEvent
{
public:
    explicit NaiveEvent(const QJsonObject &event);

    /// `pattern` is a valid pattern.
    bool isMatchedBy(const QJsonObject &pattern) const;

private:
    struct Value
    {
        QJsonValue json;
        QMap<int, int> where; // array -> index of the element
    };
    friend class NaiveSearch;

    QMap<QString, QList<Value>> m_values; // by joined path
    int m_arrays = 0;

    void
    flatten(const QJsonValue &json, const QString &path, bool atRoot, const QMap<int, int> &where);
};

} // namespace Saltern::Test

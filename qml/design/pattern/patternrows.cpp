#include "qml/design/pattern/patternrows.h"

#include "engine/pipeline/jsonpointer.h"

#include <QJsonArray>

#include <algorithm>

namespace Saltern {

namespace {

const QString orKey = QStringLiteral("$or");

bool isOr(const QString &key, const QJsonValue &value)
{
    const QJsonArray branches = value.toArray();
    return key == orKey && branches.size() >= 2 &&
           std::all_of(branches.begin(), branches.end(), [](const QJsonValue &branch) {
               return branch.isObject();
           });
}

// Reads objects into lines.
class RowReader
{
public:
    bool read(const QJsonObject &group, const QString &prefix, int depth);
    QList<PatternRow> rows;

private:
    bool readOr(const QJsonArray &branches, const QString &prefix, int depth);
    bool readField(const QJsonArray &clause, const QString &path, int depth);
};

bool RowReader::read(const QJsonObject &group, const QString &prefix, int depth)
{
    for (auto member = group.begin(); member != group.end(); ++member) {
        const QString path =
            prefix.isEmpty() ? member.key() : QString(prefix + u'.' + member.key());
        const QJsonValue value = member.value();
        bool good = false;
        if (isOr(member.key(), value))
            good = readOr(value.toArray(), prefix, depth);
        else if (value.isArray())
            good = readField(value.toArray(), path, depth);
        else if (value.isObject() && !value.toObject().isEmpty())
            good = read(value.toObject(), path, depth);
        if (!good)
            return false;
    }
    return true;
}

bool RowReader::readOr(const QJsonArray &branches, const QString &prefix, int depth)
{
    rows.append({.kind = PatternRow::Or, .depth = depth});
    for (const QJsonValue &branch : branches) {
        rows.append({.kind = PatternRow::Branch, .depth = depth + 1});
        if (!read(branch.toObject(), prefix, depth + 2))
            return false;
    }
    return true;
}

bool RowReader::readField(const QJsonArray &clause, const QString &path, int depth)
{
    for (qsizetype i = 0; i < clause.size(); ++i)
        rows.append({.kind = i == 0 ? PatternRow::Field : PatternRow::More,
                     .depth = depth,
                     .path = path,
                     .test = patternTestOf(clause.at(i))});
    return !clause.isEmpty();
}

// Builds objects from lines, from `at` on.
class RowWriter
{
public:
    explicit RowWriter(const QList<PatternRow> &rows) : m_rows(rows)
    {
        pointers.resize(rows.size());
    }

    QJsonObject group(int depth, const QString &pointer);
    QStringList pointers;
    bool repeats = false; // a field or an $or stood twice

private:
    void addField(QJsonObject &object, const QString &pointer);
    void addOr(QJsonObject &object, int depth, const QString &pointer);

    const QList<PatternRow> &m_rows;
    qsizetype m_at = 0;
};

QJsonObject RowWriter::group(int depth, const QString &pointer)
{
    QJsonObject object;
    while (m_at < m_rows.size() && m_rows.at(m_at).depth == depth &&
           m_rows.at(m_at).kind != PatternRow::Branch) {
        if (m_rows.at(m_at).kind == PatternRow::Or)
            addOr(object, depth, pointer);
        else
            addField(object, pointer);
    }
    return object;
}

void RowWriter::addField(QJsonObject &object, const QString &pointer)
{
    const QString path = m_rows.at(m_at).path;
    const qsizetype first = m_at;
    QJsonArray clause;
    do {
        if (const auto entry = patternEntry(m_rows.at(m_at).test))
            clause.append(*entry);
        ++m_at;
    } while (m_at < m_rows.size() && m_rows.at(m_at).kind == PatternRow::More);
    if (path.isEmpty() || clause.isEmpty())
        return;
    repeats = repeats || object.contains(path);
    object.insert(path, clause);
    for (qsizetype row = first; row < m_at; ++row)
        pointers[row] = pointerTo(pointer, path);
}

void RowWriter::addOr(QJsonObject &object, int depth, const QString &pointer)
{
    const qsizetype header = m_at;
    const QString own = pointerTo(pointer, orKey);
    QJsonArray branches;
    ++m_at;
    while (m_at < m_rows.size() && m_rows.at(m_at).kind == PatternRow::Branch &&
           m_rows.at(m_at).depth == depth + 1) {
        const qsizetype branchRow = m_at++;
        const QString branchPointer = pointerTo(own, branches.size());
        const QJsonObject branch = group(depth + 2, branchPointer);
        if (branch.isEmpty())
            continue;
        pointers[branchRow] = branchPointer;
        branches.append(branch);
    }
    if (branches.size() < 2) {
        std::fill(pointers.begin() + header, pointers.begin() + m_at, QString());
        return;
    }
    repeats = repeats || object.contains(orKey);
    object.insert(orKey, branches);
    pointers[header] = own;
}

} // namespace

std::optional<QList<PatternRow>> patternRows(const QJsonObject &pattern)
{
    RowReader reader;
    if (!reader.read(pattern, {}, 0))
        return {};
    RowWriter writer(reader.rows);
    writer.group(0, {});
    return writer.repeats ? std::nullopt : std::optional(reader.rows);
}

RowsPattern patternOf(const QList<PatternRow> &rows)
{
    RowWriter writer(rows);
    const QJsonObject pattern = writer.group(0, {});
    return {pattern, writer.pointers};
}

qsizetype endOfRow(const QList<PatternRow> &rows, qsizetype row)
{
    const PatternRow &first = rows.at(row);
    qsizetype end = row + 1;
    while (end < rows.size()) {
        const PatternRow &next = rows.at(end);
        const bool more = first.kind == PatternRow::Field && next.kind == PatternRow::More;
        if (next.depth <= first.depth && !more)
            break;
        ++end;
    }
    return end;
}

} // namespace Saltern

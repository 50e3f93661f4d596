#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>

#include "qml/design/pattern/patterntest.h"

namespace Saltern {

/// A pattern as lines: fields with their tests, and $or groups with their branches, each deeper by
/// `depth`. Keys that were nested are joined with dots, which means the same.
struct PatternRow
{
    enum Kind {
        Field,  // a path and its first test
        More,   // one more test of the field above; one of them is enough
        Or,     // begins a group of branches
        Branch, // begins a branch; its lines are one deeper
    };
    Kind kind = Field;
    int depth = 0;
    QString path;
    PatternTest test;

    bool operator==(const PatternRow &) const = default;
};

/// The lines of a pattern, or nothing when lines cannot say it (two $or at one level, a field that
/// stands twice); such a pattern is edited as text.
std::optional<QList<PatternRow>> patternRows(const QJsonObject &pattern);

/// The pattern that the lines say, with unfinished ones left out, and for each line the JSON
/// pointer of its field in it (empty = left out).
struct RowsPattern
{
    QJsonObject pattern;
    QStringList pointers;
};
RowsPattern patternOf(const QList<PatternRow> &rows);

/// The index behind a line and everything that belongs to it.
qsizetype endOfRow(const QList<PatternRow> &rows, qsizetype row);

} // namespace Saltern

#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>

namespace Saltern {

/// A place in a document; both count from 1, columns in characters. Zero means "not known".
struct SourcePosition
{
    int line = 0;
    int column = 0;

    bool isKnown() const { return line > 0; }
    bool operator==(const SourcePosition &) const = default;
};

enum class Severity { Error, Warning };

/// One thing that is wrong with a document and how to mend it.
struct Problem
{
    Severity severity = Severity::Error;
    SourcePosition position;
    QString pointer; // RFC 6901 JSON pointer into the document, e.g. "/nodes/died/match"
    QString code;    // stable, e.g. "unknown-kind"; listed in docs/pipeline-format.md
    QString message; // one sentence
    QString remedy;  // what to do

    bool operator==(const Problem &) const = default;
};

/// "file:line:column: message remedy" on one line, the form that editors and terminals link.
QString formatProblem(const QString &file, const Problem &problem);

/// {"severity", "line", "column", "pointer", "code", "message", "remedy"}; without line and column
/// when the position is not known.
QJsonObject problemToJson(const Problem &problem);

/// By position in the document; those at the same place keep their order.
void sortProblems(QList<Problem> &problems);

/// Whether any of them is more than a warning.
bool hasErrors(const QList<Problem> &problems);

} // namespace Saltern

#include "engine/pipeline/problem.h"

#include <algorithm>
#include <tuple>

namespace Saltern {

QString formatProblem(const QString &file, const Problem &problem)
{
    QString text = file;
    if (problem.position.isKnown())
        text += QStringLiteral(":%1:%2").arg(problem.position.line).arg(problem.position.column);
    text += QStringLiteral(": ");
    if (problem.severity == Severity::Warning)
        text += QStringLiteral("warning: ");
    text += problem.message;
    if (!problem.remedy.isEmpty())
        text += u' ' + problem.remedy;
    // One problem is one line, whatever a document put into a name.
    std::replace_if(
        text.begin(),
        text.end(),
        [](QChar c) { return c.category() == QChar::Other_Control; },
        u' ');
    return text;
}

QJsonObject problemToJson(const Problem &problem)
{
    QJsonObject json{
        {QStringLiteral("severity"),
         problem.severity == Severity::Error ? QStringLiteral("error") : QStringLiteral("warning")},
        {QStringLiteral("pointer"), problem.pointer},
        {QStringLiteral("code"), problem.code},
        {QStringLiteral("message"), problem.message},
        {QStringLiteral("remedy"), problem.remedy},
    };
    if (problem.position.isKnown()) {
        json.insert(QLatin1StringView("line"), problem.position.line);
        json.insert(QLatin1StringView("column"), problem.position.column);
    }
    return json;
}

void sortProblems(QList<Problem> &problems)
{
    const auto key = [](const Problem &problem) {
        return std::tuple(problem.position.line, problem.position.column);
    };
    std::stable_sort(problems.begin(), problems.end(), [&](const Problem &a, const Problem &b) {
        return key(a) < key(b);
    });
}

bool hasErrors(const QList<Problem> &problems)
{
    return std::any_of(problems.begin(), problems.end(), [](const Problem &problem) {
        return problem.severity == Severity::Error;
    });
}

} // namespace Saltern

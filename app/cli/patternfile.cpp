#include "app/cli/patternfile.h"

#include "engine/pipeline/yamldocument.h"

#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace Saltern::Cli {

namespace {

bool isNamed(const QJsonObject &object)
{
    const QJsonValue id = object.value(QLatin1StringView("id"));
    return (id.isString() || id.isDouble()) && object.contains(QLatin1StringView("pattern"));
}

Problem problem(SourcePosition position, const Error &error)
{
    return {.position = position,
            .pointer = error.detail,
            .code = QStringLiteral("bad-pattern"),
            .message = error.message,
            .remedy = error.remedy};
}

Result<NamedPattern> readNamed(const QByteArray &line)
{
    const QString remedy = QStringLiteral("Write {\"id\": \"name\", \"pattern\": {...}}, one on "
                                          "each line.");
    // Qt's reader drops one of two equal keys without a word.
    const QList<Problem> problems = readYaml(line).problems;
    const auto twice = std::find_if(problems.begin(), problems.end(), [](const Problem &problem) {
        return problem.code == u"duplicate-key";
    });
    if (twice != problems.end())
        return fail(ErrorKind::BadInput, twice->message, twice->remedy);
    QJsonParseError parseError;
    const QJsonObject object = QJsonDocument::fromJson(line, &parseError).object();
    if (parseError.error != QJsonParseError::NoError)
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The line is not valid JSON: %1 at byte %2.")
                        .arg(parseError.errorString())
                        .arg(parseError.offset),
                    remedy);
    if (!isNamed(object))
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The line has no \"id\" (a text or a number) or no "
                                   "\"pattern\"."),
                    remedy);
    const QJsonValue source = object.value(QLatin1StringView("pattern"));
    if (!source.isObject())
        return fail(ErrorKind::BadInput, QStringLiteral("The pattern is not an object."), remedy);
    auto pattern = Pattern::fromJson(source.toObject());
    if (!pattern)
        return fail(std::move(pattern).error());
    return NamedPattern{object.value(QLatin1StringView("id")), std::move(*pattern)};
}

PatternFile readLines(const QList<QByteArray> &lines)
{
    PatternFile file;
    QHash<QString, int> lineOfId;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (lines[i].trimmed().isEmpty())
            continue;
        const int number = static_cast<int>(i + 1);
        auto named = readNamed(lines[i]);
        if (!named) {
            file.problems.append(problem({number, 1}, named.error()));
            continue;
        }
        const QString id = named->id.toVariant().toString();
        const int before = lineOfId.value(id);
        if (before > 0)
            file.problems.append(problem(
                {number, 1},
                {ErrorKind::BadInput,
                 QStringLiteral("The id \"%1\" is that of line %2 already.").arg(id).arg(before),
                 QStringLiteral("Give each pattern an id of its own.")}));
        lineOfId.insert(id, number);
        file.patterns.push_back(std::move(*named));
    }
    return file;
}

// JSON is a subset of YAML, but only a JSON reader knows all of its escapes; the YAML reader knows
// where things stand and which keys are there twice.
PatternFile readOne(const QByteArray &text)
{
    const YamlDocument yaml = readYaml(text);
    const QJsonDocument json = QJsonDocument::fromJson(text);
    PatternFile file;
    for (Problem problem : yaml.problems) {
        if (!json.isNull() && problem.code != u"duplicate-key")
            continue;
        if (problem.code == u"several-documents") {
            problem.message = QStringLiteral("A second pattern begins here.");
            problem.remedy = QStringLiteral("Several patterns need names: {\"id\": \"name\", "
                                            "\"pattern\": {...}}, one on each line.");
        }
        file.problems.append(problem);
    }
    if (hasErrors(file.problems))
        return file;
    const QJsonValue value = json.isObject() ? QJsonValue(json.object()) : yaml.value;
    if (!value.isObject()) {
        file.problems.append(
            problem({1, 1},
                    {ErrorKind::BadInput,
                     QStringLiteral("The pattern is not an object."),
                     QStringLiteral("Write field names with lists of values, such as "
                                    "{\"type\": [\"docker/container/die\"]}.")}));
        return file;
    }
    auto pattern = Pattern::fromJson(value.toObject());
    if (pattern)
        file.patterns.push_back({QStringLiteral("pattern"), std::move(*pattern)});
    else
        file.problems.append(problem(yaml.source.at(pattern.error().detail), pattern.error()));
    return file;
}

} // namespace

PatternFile readPatterns(const QByteArray &text)
{
    const QList<QByteArray> lines = text.split('\n');
    const bool someNamed = std::any_of(lines.begin(), lines.end(), [](const QByteArray &line) {
        return isNamed(QJsonDocument::fromJson(line).object());
    });
    return someNamed ? readLines(lines) : readOne(text);
}

} // namespace Saltern::Cli

#include "engine/simulation/pipelinetest.h"

#include "engine/base/duration.h"
#include "engine/hosts/recordedevents.h"
#include "engine/pipeline/testcheck.h"
#include "engine/pipeline/yamldocument.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace Saltern {

namespace {

class TestReader
{
public:
    TestReader(const Pipeline &pipeline, const ReadBeside &readBeside)
        : m_pipeline(pipeline), m_readBeside(readBeside)
    {
    }

    Result<PipelineTest> read(const QJsonObject &object);

private:
    Result<std::vector<Event>> readEvents(const QJsonValue &value, qint64 startNs);
    Result<Mock> readMock(const QString &node, const QJsonValue &value);
    Result<QJsonValue> readMockFile(const QString &node, const QString &path);

    const Pipeline &m_pipeline;
    const ReadBeside &m_readBeside;
};

Result<std::vector<Event>> writtenEvents(const QJsonArray &list, qint64 beforeNs)
{
    std::vector<Event> events;
    for (const QJsonValue &entry : list) {
        const QString id = QStringLiteral("event-%1").arg(events.size() + 1);
        const QByteArray json = QJsonDocument(entry.toObject()).toJson(QJsonDocument::Compact);
        auto event = readWrittenEvent(json, id, beforeNs);
        if (!event)
            return fail(ErrorKind::BadInput,
                        QStringLiteral("Event %1 of the test: %2")
                            .arg(events.size() + 1)
                            .arg(event.error().message),
                        event.error().remedy);
        beforeNs = event->timeNs();
        events.push_back(*std::move(event));
    }
    return events;
}

Result<std::optional<Pattern>> readPattern(const QJsonObject &object, const char *key)
{
    const QJsonValue value = object.value(QLatin1StringView(key));
    if (value.isUndefined())
        return std::optional<Pattern>();
    auto pattern = Pattern::fromJson(value.toObject());
    if (!pattern)
        return fail(pattern.error());
    return *std::move(pattern);
}

std::optional<int> readNumber(const QJsonObject &object, const char *key)
{
    const QJsonValue value = object.value(QLatin1StringView(key));
    return value.isUndefined() ? std::optional<int>() : value.toInt();
}

Result<Expectation> readExpectation(const QString &node, const QJsonObject &object)
{
    Expectation expectation{.node = node,
                            .calls = readNumber(object, "calls"),
                            .attempts = readNumber(object, "attempts")};
    const QJsonValue ports = object.value(QLatin1StringView("ports"));
    if (ports.isString())
        expectation.ports = QStringList{ports.toString()};
    else if (ports.isArray())
        expectation.ports = ports.toVariant().toStringList();
    const std::array targets{std::pair("with", &expectation.arrivals),
                             std::pair("settings", &expectation.settings),
                             std::pair("exits", &expectation.exits)};
    for (const auto &[key, target] : targets) {
        auto pattern = readPattern(object, key);
        if (!pattern)
            return fail(pattern.error());
        *target = *std::move(pattern);
    }
    return expectation;
}

HostLabels readHosts(const QJsonObject &object)
{
    HostLabels hosts;
    for (auto host = object.begin(); host != object.end(); ++host) {
        const QJsonObject written = host->toObject();
        auto &labels = hosts[host.key()];
        for (auto label = written.begin(); label != written.end(); ++label)
            labels.insert(label.key(), label->toString());
    }
    return hosts;
}

Result<PipelineTest> TestReader::read(const QJsonObject &object)
{
    PipelineTest test{.name = object.value(QLatin1StringView("name")).toString()};
    if (const QString start = object.value(QLatin1StringView("start")).toString();
        !start.isEmpty()) {
        const auto time = parseTimeNs(start);
        if (!time)
            return fail(time.error());
        test.startNs = *time;
    }
    if (const QString lasting = object.value(QLatin1StringView("for")).toString();
        !lasting.isEmpty()) {
        const auto duration = parseDuration(lasting);
        if (!duration)
            return fail(duration.error());
        test.lasting = *duration;
    }
    auto events = readEvents(object.value(QLatin1StringView("events")),
                             test.startNs.value_or(recordedEpochNs));
    if (!events)
        return fail(events.error());
    test.events = *std::move(events);
    test.hosts = readHosts(object.value(QLatin1StringView("hosts")).toObject());
    const QJsonObject mocks = object.value(QLatin1StringView("mocks")).toObject();
    for (auto entry = mocks.begin(); entry != mocks.end(); ++entry) {
        auto mock = readMock(entry.key(), *entry);
        if (!mock)
            return fail(mock.error());
        test.mocks.insert(entry.key(), *std::move(mock));
    }
    const QJsonObject expect = object.value(QLatin1StringView("expect")).toObject();
    for (auto entry = expect.begin(); entry != expect.end(); ++entry) {
        auto expectation = readExpectation(entry.key(), entry->toObject());
        if (!expectation)
            return fail(expectation.error());
        test.expectations.push_back(*std::move(expectation));
    }
    return test;
}

Result<std::vector<Event>> TestReader::readEvents(const QJsonValue &value, qint64 startNs)
{
    if (!value.isString())
        return writtenEvents(value.toArray(), startNs);
    const auto lines = m_readBeside(value.toString());
    if (!lines)
        return fail(lines.error());
    return readRecordedEvents(*lines, value.toString(), startNs);
}

Result<Mock> TestReader::readMock(const QString &node, const QJsonValue &value)
{
    if (!value.isString())
        return Mock::fromJson(value);
    const auto content = readMockFile(node, value.toString());
    if (!content)
        return fail(content.error());
    return Mock::fromJson(*content);
}

Result<QJsonValue> TestReader::readMockFile(const QString &node, const QString &path)
{
    const auto text = m_readBeside(path);
    if (!text)
        return fail(text.error());
    const YamlDocument document = readYaml(*text);
    ProblemReport report(document.source);
    if (document.problems.isEmpty())
        TestCheck(m_pipeline, nullptr, report).checkMock(node, document.value, QString());
    QList<Problem> problems = document.problems + report.problems();
    sortProblems(problems);
    if (!hasErrors(problems) && !document.value.isString())
        return document.value;
    QStringList lines;
    for (const Problem &problem : std::as_const(problems))
        lines += formatProblem(path, problem);
    return fail(ErrorKind::BadInput,
                QStringLiteral("%1 is no mock of \"%2\".").arg(path, node),
                QStringLiteral("Write { port: ok, data: {} }, or a list of such."),
                lines.join(u'\n'));
}

} // namespace

Result<std::vector<PipelineTest>> readTests(const Pipeline &pipeline, const ReadBeside &readBeside)
{
    std::vector<PipelineTest> tests;
    TestReader reader(pipeline, readBeside);
    for (const QJsonValue &entry : pipeline.tests) {
        auto test = reader.read(entry.toObject());
        if (!test)
            return fail(test.error());
        tests.push_back(*std::move(test));
    }
    return tests;
}

} // namespace Saltern

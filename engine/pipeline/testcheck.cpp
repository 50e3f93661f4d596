#include "engine/pipeline/testcheck.h"

#include "engine/base/nearestname.h"
#include "engine/events/event.h"
#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/registry.h"
#include "engine/pipeline/sourcefolder.h"

#include <QJsonArray>

#include <algorithm>

namespace Saltern {

namespace {

const QString wrongType = QStringLiteral("wrong-type");

QStringList portsOf(const Node &node)
{
    QStringList names;
    if (const NodeDescriptor *descriptor = findDescriptor(node.kind)) {
        for (const Port &port : descriptor->outputPorts(parametersWithDefaults(*descriptor, node)))
            names += port.name;
    }
    return names;
}

bool isTrigger(const Node &node)
{
    const NodeDescriptor *descriptor = findDescriptor(node.kind);
    return descriptor && descriptor->effect == Effect::Source;
}

// What takes time has a limit for it.
bool decidesAtOnce(const Node &node)
{
    const NodeDescriptor *descriptor = findDescriptor(node.kind);
    if (!descriptor)
        return false;
    const std::vector<Parameter> parameters = allParameters(*descriptor);
    return std::none_of(parameters.begin(), parameters.end(), [](const Parameter &parameter) {
        return parameter.name == QLatin1StringView("timeout");
    });
}

} // namespace

TestCheck::TestCheck(const Pipeline &pipeline, const SourceFolder *folder, ProblemReport &report)
    : m_pipeline(pipeline)
    , m_report(report)
    , m_parameters(report, folder && folder->holdsTests() ? folder : nullptr)
{
}

void TestCheck::check()
{
    QStringList names;
    for (qsizetype i = 0; i < m_pipeline.tests.size(); ++i) {
        const QString pointer = pointerTo(QStringLiteral("/tests"), i);
        const QJsonValue test = m_pipeline.tests[i];
        if (!test.isObject()) {
            wrongForm(pointer,
                      QStringLiteral("The test is not a mapping."),
                      QStringLiteral("Begin it with \"- name: ...\"."));
            continue;
        }
        checkTest(test.toObject(), pointer);
        const QString name = test[QLatin1StringView("name")].toString();
        if (!name.isEmpty() && names.contains(name))
            m_report.atValue(pointerTo(pointer, QStringLiteral("name")),
                             QStringLiteral("duplicate-name"),
                             QStringLiteral("Another test has the name \"%1\".").arg(name),
                             QStringLiteral("Give it one of its own."));
        names += name;
    }
}

void TestCheck::checkTest(const QJsonObject &test, const QString &pointer)
{
    m_parameters.checkObject(testParameters(), test, pointer, QStringLiteral("a test"));
    const auto at = [&](const char *key) { return pointerTo(pointer, QString::fromLatin1(key)); };
    if (const QJsonValue start = test[QLatin1StringView("start")]; start.isString()) {
        if (const auto time = parseTimeNs(start.toString()); !time)
            m_report.atValue(
                at("start"), QStringLiteral("bad-time"), time.error().message, time.error().remedy);
    }
    if (test.contains(QLatin1StringView("events")))
        checkEvents(test[QLatin1StringView("events")], at("events"));
    checkMocks(test[QLatin1StringView("mocks")].toObject(), at("mocks"));
    checkExpectations(test[QLatin1StringView("expect")].toObject(), at("expect"));
}

void TestCheck::checkEvents(const QJsonValue &events, const QString &pointer)
{
    if (events.isString()) {
        checkFile(QStringLiteral("events"), events, pointer);
        return;
    }
    if (!events.isArray()) {
        wrongForm(pointer,
                  QStringLiteral("\"events\" is neither a file nor a list."),
                  QStringLiteral("Name a file of recorded events, or write \"- type: ...\"."));
        return;
    }
    const QJsonArray list = events.toArray();
    for (qsizetype i = 0; i < list.size(); ++i) {
        const QString type = list[i].toObject().value(QLatin1StringView("type")).toString();
        if (!isValidEventType(type))
            m_report.atValue(pointerTo(pointer, i),
                             QStringLiteral("bad-event"),
                             QStringLiteral("This is no event: it has no usable \"type\"."),
                             QStringLiteral("Write { type: docker/container/die, data: {} }."));
    }
}

void TestCheck::checkFile(const QString &name, const QJsonValue &path, const QString &pointer)
{
    m_parameters.checkObject(
        {fileParameter(name)}, {{name, path}}, parentPointer(pointer), QStringLiteral("a test"));
}

void TestCheck::checkMocks(const QJsonObject &mocks, const QString &pointer)
{
    for (auto mock = mocks.begin(); mock != mocks.end(); ++mock) {
        const QString at = pointerTo(pointer, mock.key());
        if (mock->isString())
            checkFile(mock.key(), *mock, at);
        checkMock(mock.key(), *mock, at);
    }
}

void TestCheck::checkMock(const QString &id, const QJsonValue &mock, const QString &pointer)
{
    const Node *node = findNode(id, pointer);
    if (!node || mock.isString())
        return;
    if (isTrigger(*node)) {
        m_report.atKey(pointer,
                       QStringLiteral("not-mockable"),
                       QStringLiteral("\"%1\" is a trigger; it answers nothing.").arg(id),
                       QStringLiteral("Give its events in \"events\"."));
        return;
    }
    if (!mock.isArray()) {
        checkAnswer(*node, mock, pointer);
        return;
    }
    const QJsonArray answers = mock.toArray();
    for (qsizetype i = 0; i < answers.size(); ++i)
        checkAnswer(*node, answers[i], pointerTo(pointer, i));
}

void TestCheck::checkAnswer(const Node &node, const QJsonValue &value, const QString &pointer)
{
    if (!value.isObject()) {
        wrongForm(pointer,
                  QStringLiteral("This is not the answer of a mock."),
                  QStringLiteral("Write { port: ok, data: {} }, a list of such, or a file."));
        return;
    }
    const QJsonObject answer = value.toObject();
    m_parameters.checkObject(mockParameters(), answer, pointer, QStringLiteral("a mock"));
    const QString port = QStringLiteral("port");
    const QString after = QStringLiteral("after");
    const bool both = answer.contains(QLatin1StringView("error")) &&
                      (answer.contains(port) || answer.contains(QLatin1StringView("data")));
    if (both)
        m_report.atKey(pointerTo(pointer, QStringLiteral("error")),
                       QStringLiteral("contradiction"),
                       QStringLiteral("An answer is an error or an exit, not both."),
                       QStringLiteral("Remove \"error\", or \"port\" and \"data\"."));
    if (answer.contains(port))
        checkPort(node, answer.value(port), pointerTo(pointer, port));
    if (answer.contains(after) && decidesAtOnce(node))
        m_report.atKey(pointerTo(pointer, after),
                       QStringLiteral("not-mockable"),
                       QStringLiteral("\"%1\" decides at once; it cannot take time.").arg(node.id),
                       QStringLiteral("Remove \"after\"."));
}

void TestCheck::checkExpectations(const QJsonObject &expectations, const QString &pointer)
{
    for (auto entry = expectations.begin(); entry != expectations.end(); ++entry) {
        const QString at = pointerTo(pointer, entry.key());
        const Node *node = findNode(entry.key(), at);
        if (!node)
            continue;
        checkTriggerExpectation(*node, entry->toObject(), at);
        const QString key = QStringLiteral("ports");
        const QJsonValue ports = entry->toObject().value(key);
        if (ports.isString())
            checkPort(*node, ports, pointerTo(at, key));
        const QJsonArray list = ports.toArray();
        for (qsizetype i = 0; i < list.size(); ++i)
            checkPort(*node, list[i], pointerTo(pointerTo(at, key), i));
    }
}

void TestCheck::checkTriggerExpectation(const Node &node,
                                        const QJsonObject &expectation,
                                        const QString &pointer)
{
    if (!isTrigger(node))
        return;
    for (const char *key : {"attempts", "ports", "settings", "exits"}) {
        const QString name = QString::fromLatin1(key);
        if (expectation.contains(name))
            m_report.atKey(
                pointerTo(pointer, name),
                QStringLiteral("not-expectable"),
                QStringLiteral("\"%1\" is a trigger and has no \"%2\".").arg(node.id, name),
                QStringLiteral("Of a trigger, say \"calls\" and \"with\"."));
    }
}

const Node *TestCheck::findNode(const QString &id, const QString &pointer)
{
    if (const Node *node = m_pipeline.node(id))
        return node;
    QStringList ids;
    for (const Node &node : m_pipeline.nodes)
        ids += node.id;
    m_report.atKey(pointer,
                   QStringLiteral("unknown-node"),
                   QStringLiteral("There is no node \"%1\".").arg(id.left(60)),
                   suggestName(id, ids));
    return nullptr;
}

void TestCheck::checkPort(const Node &node, const QJsonValue &port, const QString &pointer)
{
    const QStringList ports = portsOf(node);
    if (!port.isString() || ports.isEmpty() || ports.contains(port.toString()))
        return;
    m_report.atValue(
        pointer,
        QStringLiteral("unknown-port"),
        QStringLiteral("\"%1\" has no output \"%2\".").arg(node.id, port.toString().left(60)),
        suggestName(port.toString(), ports));
}

void TestCheck::wrongForm(const QString &pointer, const QString &message, const QString &remedy)
{
    m_report.atValue(pointer, wrongType, message, remedy);
}

} // namespace Saltern

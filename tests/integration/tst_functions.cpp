#include "tests/integration/functionrig.h"
#include "tests/lab/lab.h"

#include <QJsonArray>
#include <QSignalSpy>

using namespace Saltern;

namespace {

QJsonObject shell(const QByteArray &code)
{
    return {{QStringLiteral("runtime"), QStringLiteral("shell")},
            {QStringLiteral("code"), QString::fromUtf8(code)}};
}

QJsonObject with(QJsonObject parameters, const char *name, const QJsonValue &value)
{
    parameters.insert(QLatin1StringView(name), value);
    return parameters;
}

QByteArray compact(const QJsonValue &value)
{
    return QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
}

// The exit events of an outcome as "port {data}" lines, or "error: kind".
QByteArrayList told(const StepOutcome &outcome)
{
    if (outcome.error)
        return {"error: " + errorKindName(outcome.error->kind).toUtf8()};
    QByteArrayList lines;
    for (const Exit &exit : outcome.exits)
        lines += exit.port.toUtf8() + ' ' + compact(exit.data.value_or(QJsonValue()));
    return lines;
}

} // namespace

/// The contract of docs/functions.md against a real Docker engine, row by row.
class TestFunctions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void results_data();
    void results();
    void failures_data();
    void failures();

private:
    std::unique_ptr<FunctionRig> m_rig;
};

void TestFunctions::initTestCase()
{
    QVERIFY2(Lab::available(), Lab::howToStart());
    m_rig = std::make_unique<FunctionRig>(Lab::endpoint());
}

// Every test leaves the host as it was.
void TestFunctions::cleanup()
{
    QTRY_COMPARE_WITH_TIMEOUT(
        m_rig->containers(QStringLiteral("saltern.engine=tst-functions")), QJsonArray{}, 10'000);
}

void TestFunctions::results_data()
{
    QTest::addColumn<QJsonObject>("parameters");
    QTest::addColumn<QByteArrayList>("exits");
    QTest::addColumn<QByteArray>("log");
    const auto row = [](const char *name,
                        const QJsonObject &parameters,
                        const QByteArrayList &exits,
                        const QByteArray &log = {}) {
        QTest::newRow(name) << parameters << exits << log;
    };
    row("text", shell("echo hello"), {R"(ok {"text":"hello"})"});
    row("an object", shell(R"(echo '{"a":1}')"), {R"(ok {"a":1})"});
    row("several values",
        shell(R"(echo '{"a":1} 2 "x"'; echo '[3]')"),
        {R"(ok {"a":1})", R"(ok {"value":2})", R"(ok {"value":"x"})", R"(ok {"value":[3]})"});
    row("nothing", shell("true"), {"ok {}"});
    row("fd 3",
        shell(R"(echo noise; echo '{"a":1}' >&3; echo more >&2)"),
        {R"(ok {"a":1})"},
        "noise\nmore\n");
    row("stderr is log", shell("echo why >&2; echo ok"), {R"(ok {"text":"ok"})"}, "why\n");
}

void TestFunctions::results()
{
    QFETCH(QJsonObject, parameters);
    const StepOutcome outcome = m_rig->call(parameters);
    if (outcome.error)
        qWarning() << outcome.error->toString() << outcome.error->detail << outcome.log;
    QTEST(told(outcome), "exits");
    QTEST(outcome.log.toUtf8(), "log");
}

void TestFunctions::failures_data()
{
    QTest::addColumn<QJsonObject>("parameters");
    QTest::addColumn<QByteArray>("error");
    QTest::addColumn<bool>("mayRetry");
    QTest::newRow("status 1") << shell("exit 1") << QByteArray("failed") << true;
    QTest::newRow("time") << with(shell("echo begun; sleep 30"), "timeoutMs", 1500)
                          << QByteArray("timeout") << true;
}

void TestFunctions::failures()
{
    QFETCH(QJsonObject, parameters);
    const StepOutcome outcome = m_rig->call(parameters);
    QVERIFY(outcome.error);
    QTEST(errorKindName(outcome.error->kind).toUtf8(), "error");
    QTEST(outcome.mayRetry, "mayRetry");
}

QTEST_GUILESS_MAIN(TestFunctions)
#include "tst_functions.moc"

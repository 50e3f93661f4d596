#include "engine/nodes/function/hookedstep.h"
#include "tests/nodes/nodefixture.h"

#include <QJsonDocument>
#include <QTest>
#include <QTimer>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

/// A function that answers what the test says, in the next turn of the event loop.
class FakeFunction final : public StepNode
{
public:
    class Call final : public Step
    {
    public:
        explicit Call(FakeFunction &function) : m_function(function) {}
        void start() override
        {
            if (!m_function.hangs)
                QTimer::singleShot(0, this, [this] { Q_EMIT finished(m_function.answer); });
        }
        void cancel() override
        {
            QTimer::singleShot(0, this, [this] {
                Q_EMIT finished(StepOutcome::failed({ErrorKind::Cancelled, u"stopped"_s, {}, {}}));
            });
        }

    private:
        FakeFunction &m_function;
    };

    std::unique_ptr<Step> begin(const StepInput &input) override
    {
        inputs.push_back(input);
        return std::make_unique<Call>(*this);
    }

    StepOutcome answer = StepOutcome::leave(u"ok"_s, QJsonObject{{u"sum"_s, 3}});
    bool hangs = false;
    std::vector<StepInput> inputs;
};

StepOutcome broken()
{
    StepOutcome outcome = StepOutcome::failed({ErrorKind::Failed, u"it broke"_s, {}, {}});
    outcome.detail.insert(u"exitCode"_s, 3);
    return outcome;
}

QByteArray compact(const QJsonValue &value)
{
    return QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact).replace('"', '\'');
}

} // namespace

/// Hooks around a step that stands for a function; the modes of functions do not matter to them.
class TestHookedStep : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void withoutHooksTheStepIsTheFunctions();
    void hooks_data();
    void hooks();
    void emits_data();
    void emits();
    void cancelEndsIt_data();
    void cancelEndsIt();
    void theirTimeIsTheSteps();

private:
    std::unique_ptr<Step> begin(const QByteArray &hooks);

    std::optional<NodeFixture> m_fixture;
    std::unique_ptr<StepNode> m_node;
    FakeFunction *m_function = nullptr; // owned by m_node
};

void TestHookedStep::init()
{
    m_fixture.emplace(u"function"_s);
    m_fixture->services.clock = &m_fixture->systemClock;
    m_fixture->services.scripts = &m_fixture->scripts;
    m_function = new FakeFunction;
    m_node = withHooks(std::unique_ptr<StepNode>(m_function), m_fixture->services, {});
}

std::unique_ptr<Step> TestHookedStep::begin(const QByteArray &hooks)
{
    StepInput input;
    input.pipeline = u"p"_s;
    input.node = u"f"_s;
    input.run = u"e-1"_s;
    input.step = u"e-1.1"_s;
    input.event = makeEvent("demo/go", "{'n':1}", {.subject = u"s"_s, .host = u"h"_s});
    input.timeout = std::chrono::seconds(30);
    if (!hooks.isEmpty())
        input.parameters.insert(u"hooks"_s, json(hooks));
    return m_node->begin(input);
}

void TestHookedStep::withoutHooksTheStepIsTheFunctions()
{
    const auto step = begin({});
    QVERIFY(!qobject_cast<HookedStep *>(step.get()));
    QVERIFY(!finish(*step).error);
}

void TestHookedStep::hooks_data()
{
    QTest::addColumn<QByteArray>("hooks");
    QTest::addColumn<bool>("breaks");        // the function itself
    QTest::addColumn<QByteArray>("handler"); // the data that it got; null = it was not called
    QTest::addColumn<QByteArrayList>("exits");
    QTest::addColumn<QString>("error"); // in its message; empty = none
    const auto row = [](const char *name,
                        const char *hooks,
                        bool breaks,
                        const char *handler,
                        const QByteArrayList &exits,
                        const char *error = "") {
        QTest::newRow(name) << QByteArray(hooks) << breaks << QByteArray(handler) << exits
                            << QString::fromLatin1(error);
    };
    row("before",
        "{'entry':[{'transform':'({ m: event.data.n + 1 })'}]}",
        false,
        "{'m':2}",
        {"ok {'sum':3}"});
    row("one after another",
        "{'entry':[{'transform':'({ m: event.data.n + 1 })'},{'transform':'({ k: event.data.m * 2 "
        "})'}]}",
        false,
        "{'k':4}",
        {"ok {'sum':3}"});
    row("nothing for the handler",
        "{'entry':[{'transform':'null'}]}",
        false,
        nullptr,
        {},
        "0 results");
    row("several for the handler",
        "{'entry':[{'transform':'[{},{}]'}]}",
        false,
        nullptr,
        {},
        "2 results");
    row("it throws before",
        "{'entry':[{'transform':'event.gone.x'}]}",
        false,
        nullptr,
        {},
        "The entry hook");
    row("after",
        "{'exit':[{'transform':'({ double: event.data.sum * 2 })'}]}",
        false,
        "{'n':1}",
        {"ok {'double':6}"});
    row("it may drop a result", "{'exit':[{'transform':'null'}]}", false, "{'n':1}", {});
    row("and make several",
        "{'exit':[{'transform':'[{ a: 1 }, { a: 2 }]'}]}",
        false,
        "{'n':1}",
        {"ok {'a':1}", "ok {'a':2}"});
    row("it knows the outcome",
        "{'exit':[{'transform':'({ state: ctx.outcome.state, n: ctx.outcome.results })'}]}",
        false,
        "{'n':1}",
        {"ok {'n':1,'state':'ok'}"});
    row("an error, too",
        "{'exit':[{'transform':'({ state: ctx.outcome.state, code: event.data.exitCode })'}]}",
        true,
        "{'n':1}",
        {"error {'code':3,'state':'error'}"},
        "it broke");
    row("after an entry hook that failed",
        "{'entry':[{'transform':'null'}],'exit':[{'transform':'({ seen: ctx.outcome.state })'}]}",
        false,
        nullptr,
        {"error {'seen':'error'}"},
        "0 results");
    row("it throws after",
        "{'exit':[{'transform':'event.gone.x'}]}",
        false,
        "{'n':1}",
        {},
        "The exit hook");
    row("it throws after an error: the first one counts",
        "{'exit':[{'transform':'event.gone.x'}]}",
        true,
        "{'n':1}",
        {"error {'error':{'kind':'failed','message':'it broke'},'exitCode':3}"},
        "it broke");
}

void TestHookedStep::hooks()
{
    QFETCH(QByteArray, hooks);
    QFETCH(bool, breaks);
    QFETCH(QByteArray, handler);
    QFETCH(QString, error);
    if (breaks)
        m_function->answer = broken();
    const auto step = begin(hooks);
    const StepOutcome outcome = finish(*step);
    QCOMPARE(m_function->inputs.size(), std::size_t(handler.isNull() ? 0 : 1));
    if (!handler.isNull()) {
        const Event &event = m_function->inputs.front().event;
        QCOMPARE(compact(event.data()), handler);
        QCOMPARE(event.subject(), u"s"_s);
        QCOMPARE(event.type(), u"demo/go"_s);
    }
    QByteArrayList exits;
    for (const Exit &exit : outcome.exits)
        exits += exit.port.toUtf8() + ' ' + compact(*exit.data);
    QTEST(exits, "exits");
    QCOMPARE(outcome.error.has_value(), !error.isEmpty());
    if (outcome.error) {
        QVERIFY2(outcome.error->message.contains(error), qPrintable(outcome.error->message));
        QCOMPARE(outcome.mayRetry, breaks);
    }
}

void TestHookedStep::emits_data()
{
    QTest::addColumn<QByteArray>("hooks");
    QTest::addColumn<bool>("breaks");
    QTest::addColumn<QByteArrayList>("published");
    const auto row =
        [](const char *name, const char *hooks, bool breaks, const QByteArrayList &published) {
            QTest::newRow(name) << QByteArray(hooks) << breaks << published;
        };
    row("what arrived",
        "{'entry':[{'emit':{'type':'shop/begun'}}]}",
        false,
        {"e-1.1/emit/1 shop/begun s {'n':1}"});
    row("what it says",
        "{'entry':[{'emit':{'type':'shop/begun','subject':'x','data':{'a':1}}}]}",
        false,
        {"e-1.1/emit/1 shop/begun x {'a':1}"});
    row("the outcome",
        "{'exit':[{'emit':{'type':'shop/done'}}]}",
        false,
        {"e-1.1/emit/1 shop/done s {'outcome':{'results':1,'state':'ok'}}"});
    row("an error",
        "{'entry':[{'emit':{'type':'shop/begun'}}],'exit':[{'emit':{'type':'shop/"
        "done','data':{'a':1}}}]}",
        true,
        {"e-1.1/emit/1 shop/begun s {'n':1}",
         "e-1.1/emit/2 shop/done s {'a':1,'outcome':{'error':{'kind':'failed','message':'it "
         "broke'},'exitCode':3,'state':'error'}}"});
    row("what others may not say", "{'exit':[{'emit':{'type':'docker/x'}}]}", false, {});
}

void TestHookedStep::emits()
{
    QFETCH(QByteArray, hooks);
    QFETCH(bool, breaks);
    if (breaks)
        m_function->answer = broken();
    const auto step = begin(hooks);
    const StepOutcome outcome = finish(*step);
    QByteArrayList published;
    for (const Event &event : outcome.publish) {
        published += event.id().toUtf8() + ' ' + event.type().toUtf8() + ' ' +
                     event.subject().toUtf8() + ' ' + compact(event.data());
        QCOMPARE(event.cause(), u"p/e-1/e-1.1"_s);
        QCOMPARE(event.host(), u"h"_s);
        QCOMPARE(event.hops(), 1);
    }
    QTEST(published, "published");
    QCOMPARE(outcome.error.has_value(), breaks || published.isEmpty());
}

void TestHookedStep::cancelEndsIt_data()
{
    QTest::addColumn<QByteArray>("hooks");
    QTest::addColumn<bool>("hangs");
    const QByteArray endless = "{'transform':'(function () { for (;;); })()'}";
    const QByteArray saying = "{'emit':{'type':'shop/done'}}";
    QTest::newRow("while a hook runs before")
        << QByteArray("{'entry':[" + endless + "],'exit':[" + saying + "]}") << false;
    QTest::newRow("while the function runs") << QByteArray("{'exit':[" + saying + "]}") << true;
    QTest::newRow("while a hook runs after")
        << QByteArray("{'exit':[" + endless + "," + saying + "]}") << false;
}

void TestHookedStep::cancelEndsIt()
{
    QFETCH(QByteArray, hooks);
    QFETCH(bool, hangs);
    m_function->hangs = hangs;
    const auto step = begin(hooks);
    QTimer::singleShot(50, step.get(), [&] { step->cancel(); });
    const StepOutcome outcome = finish(*step);
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::Cancelled);
    QVERIFY(outcome.exits.empty());
    QCOMPARE(outcome.publish.size(), std::size_t(1));
    QCOMPARE(outcome.publish.front().data().value(u"outcome"_s)[u"state"_s].toString(),
             u"cancelled"_s);
}

void TestHookedStep::theirTimeIsTheSteps()
{
    const auto step = begin("{'entry':[{'transform':'event.data'}]}");
    QVERIFY(!finish(*step).error);
    const auto timeout = m_function->inputs.at(0).timeout;
    QVERIFY(timeout <= std::chrono::seconds(30) && timeout > std::chrono::seconds(0));
}

QTEST_GUILESS_MAIN(TestHookedStep)
#include "tst_hookedstep.moc"

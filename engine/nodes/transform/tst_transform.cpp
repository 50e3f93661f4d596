#include "tests/nodes/nodefixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>
#include <QTimer>

using namespace Saltern;

class TestTransform : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void results_data();
    void results();
    void failures_data();
    void failures();
    void codeFromAFile();
    void missingFileIsSaid();
    void cancelEndsIt();
};

void TestTransform::results_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QByteArray>("exits");
    const auto row = [](const char *name, const char *settings, const char *exits) {
        QTest::newRow(name) << QByteArray(settings) << QByteArray(exits);
    };
    row("one", "'code':'({ n: event.data.n + 1 })'", "[{'n':4}]");
    row("several", "'code':'event.data.list'", "[{'a':1},{'b':2}]");
    row("dropped", "'code':'null'", "[]");
    row("inputs with their types",
        "'code':'({ t: typeof ctx.inputs.n, n: ctx.inputs.n })','inputs':{'n':'{{ event.data.n "
        "}}'}",
        "[{'n':3,'t':'number'}]");
    row("where it runs",
        "'code':'({ p: ctx.pipeline, n: ctx.node, r: ctx.run })'",
        "[{'n':'node','p':'pipe','r':'run1'}]");
    row("without inputs", "'code':'({ i: ctx.inputs })'", "[{'i':{}}]");
}

void TestTransform::results()
{
    QFETCH(QByteArray, settings);
    QFETCH(QByteArray, exits);
    NodeFixture fixture(QStringLiteral("transform"), "{" + settings + ",'timeout':'10s'}");
    const StepOutcome outcome = fixture.run(makeEvent("a", "{'n':3,'list':[{'a':1},{'b':2}]}"));
    QVERIFY2(!outcome.error, qPrintable(outcome.error ? outcome.error->toString() : QString()));
    QJsonArray left;
    for (const Exit &exit : outcome.exits) {
        QCOMPARE(exit.port, QStringLiteral("out"));
        left.append(*exit.data);
    }
    QCOMPARE(left, QJsonDocument::fromJson(exits.replace('\'', '"')).array());
}

void TestTransform::failures_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("throws") << QByteArray("'code':'event.data.gone.x'") << ErrorKind::Failed;
    QTest::newRow("too slow") << QByteArray("'code':'(function () { for (;;); })()',"
                                            "'timeout':'100ms'")
                              << ErrorKind::Timeout;
}

void TestTransform::failures()
{
    QFETCH(QByteArray, settings);
    NodeFixture fixture(QStringLiteral("transform"), "{" + settings + "}");
    const StepOutcome outcome = fixture.run(makeEvent("a"));
    QVERIFY(outcome.error);
    QTEST(outcome.error->kind, "kind");
    QVERIFY2(!outcome.mayRetry, "the same script with the same event fails again");
    QVERIFY(outcome.exits.empty());
}

void TestTransform::codeFromAFile()
{
    NodeFixture fixture(QStringLiteral("transform"), "{'file':'js/up.js','timeout':'10s'}");
    fixture.bundle.files.insert(QStringLiteral("js/up.js"),
                                "function transform(e) { return { t: e.type.toUpperCase() }; }");
    const StepOutcome outcome = fixture.run(makeEvent("a/b"));
    QVERIFY(!outcome.error);
    QCOMPARE(outcome.exits.at(0).data->toObject(), json("{'t':'A/B'}"));
}

void TestTransform::missingFileIsSaid()
{
    NodeFixture fixture(QStringLiteral("transform"), "{'file':'js/gone.js'}");
    const auto made = findBehaviour(QStringLiteral("transform"), 1)->step(fixture.setup());
    QVERIFY(!made);
    QCOMPARE(made.error().kind, ErrorKind::NotFound);
    QVERIFY(made.error().message.contains(QStringLiteral("js/gone.js")));
}

void TestTransform::cancelEndsIt()
{
    NodeFixture fixture(QStringLiteral("transform"),
                        "{'code':'(function () { for (;;); })()','timeout':'30s'}");
    const auto step = fixture.begin(makeEvent("a"));
    QTimer::singleShot(0, step.get(), [&] { step->cancel(); });
    const StepOutcome outcome = finish(*step);
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::Cancelled);
}

QTEST_GUILESS_MAIN(TestTransform)
#include "tst_transform.moc"

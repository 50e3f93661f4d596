#include "tests/nodes/nodefixture.h"

#include <QJsonArray>
#include <QTest>

using namespace Saltern;

class TestFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void passes_data();
    void passes();
    void saysWhyNot();
};

void TestFilter::passes_data()
{
    QTest::addColumn<QByteArray>("match");
    QTest::addColumn<QString>("port");
    const auto row = [](const char *name, const char *match, const char *port) {
        QTest::newRow(name) << QByteArray(match) << QString::fromUtf8(port);
    };
    row("exact", "{'data.env':['prod']}", "out");
    row("other", "{'data.env':['test']}", "else");
    row("all clauses", "{'data.env':['prod'],'data.n':[{'numeric':['<',5]}]}", "out");
    row("one clause fails", "{'data.env':['prod'],'data.n':[{'numeric':['>',5]}]}", "else");
    row("missing field", "{'data.none':[{'exists':false}]}", "out");
    row("the type", "{'type':[{'prefix':'a/'}]}", "out");
}

void TestFilter::passes()
{
    QFETCH(QByteArray, match);
    NodeFixture fixture(QStringLiteral("filter"), "{'match':" + match + "}");
    const StepOutcome outcome = fixture.run(makeEvent("a/b", "{'env':'prod','n':3}"));
    QVERIFY(!outcome.error);
    QCOMPARE(outcome.exits.size(), 1u);
    QTEST(outcome.exits.front().port, "port");
    QVERIFY2(!outcome.exits.front().data, "the event goes on as it is");
    QVERIFY(outcome.publish.empty());
}

void TestFilter::saysWhyNot()
{
    NodeFixture fixture(QStringLiteral("filter"),
                        "{'match':{'data.env':['test'],'data.n':[3],'data.gone':['x']}}");
    const StepOutcome outcome = fixture.run(makeEvent("a/b", "{'env':'prod','n':3}"));
    const QJsonArray whyNot = outcome.detail.value(QLatin1StringView("whyNot")).toArray();
    QStringList paths;
    for (const QJsonValue &clause : whyNot) {
        paths += clause.toObject().value(QLatin1StringView("path")).toString();
        QVERIFY(!clause.toObject().value(QLatin1StringView("sentence")).toString().isEmpty());
    }
    paths.sort();
    QCOMPARE(paths, (QStringList{QStringLiteral("data.env"), QStringLiteral("data.gone")}));
}

QTEST_GUILESS_MAIN(TestFilter)
#include "tst_filter.moc"

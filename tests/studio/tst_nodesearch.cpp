#include "tests/studio/sampledocument.h"

#include <QTest>

using namespace Saltern;

class TestNodeSearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void c57_nodesAreFound_data();
    void c57_nodesAreFound();
};

void TestNodeSearch::c57_nodesAreFound_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QStringList>("found");
    const auto row = [](const char *name, const char *query, const char *found) {
        QTest::newRow(name) << QString::fromLatin1(query)
                            << QString::fromLatin1(found).split(u' ', Qt::SkipEmptyParts);
    };
    row("nothing asked", "  ", "");
    row("id", "judge", "judge");
    row("label, whatever the case", "PAGER", "page");
    row("kind", "container.action", "restart");
    row("title of the kind", "docker event", "died");
    row("setting", "action: restart", "restart");
    row("inside a pattern", "requested", "judge");
    row("every word", "steps diagnose cause", "page");
    row("nothing", "zebra", "");
    row("disabled", "is:disabled", "judge");
    row("invalid", "is:invalid", "restart");
    row("runtime", "uses:python", "diagnose");
    row("runtime of another", "uses:node", "");
    row("both", "is:disabled filter", "judge");
}

void TestNodeSearch::c57_nodesAreFound()
{
    QFETCH(const QString, query);
    QFETCH(const QStringList, found);
    PipelineDocument document;
    begin(document);
    document.setDisabled({QStringLiteral("judge")}, QStringLiteral("stop"));
    document.setParameter({QStringLiteral("restart")}, QStringLiteral("/action"), 7);
    document.checkNow();
    QCOMPARE(document.findNodes(query), found);
}

QTEST_GUILESS_MAIN(TestNodeSearch)
#include "tst_nodesearch.moc"

#include "engine/pipeline/nodepages.h"
#include "engine/pipeline/registry.h"

#include <QDir>
#include <QTest>

using namespace Saltern;

class TestNodePages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pagesAreUpToDate_data();
    void pagesAreUpToDate();
    void noPageIsLeftOver();
    void everySettingIsOnThePage();
};

namespace {

QDir pagesFolder()
{
    return QDir(QStringLiteral(SALTERN_SOURCE_FOLDER "/docs/nodes"));
}

} // namespace

void TestNodePages::pagesAreUpToDate_data()
{
    QTest::addColumn<QString>("page");
    const QStringList names = nodePages().keys();
    for (const QString &name : names)
        QTest::newRow(qPrintable(name)) << name;
}

void TestNodePages::pagesAreUpToDate()
{
    QFETCH(QString, page);
    QFile file(pagesFolder().filePath(page));
    QVERIFY2(file.open(QIODevice::ReadOnly), "Run: saltern schema --docs docs/nodes");
    QVERIFY2(QString::fromUtf8(file.readAll()) == nodePages().value(page),
             "The page is out of date. Run: saltern schema --docs docs/nodes");
}

void TestNodePages::noPageIsLeftOver()
{
    QStringList present = pagesFolder().entryList(QDir::Files);
    QStringList expected = nodePages().keys();
    present.sort();
    expected.sort();
    QCOMPARE(present, expected);
}

void TestNodePages::everySettingIsOnThePage()
{
    for (const NodeDescriptor &descriptor : nodeDescriptors()) {
        const QString page = nodePage(descriptor);
        for (const Parameter &parameter : allParameters(descriptor))
            QVERIFY2(page.contains(QStringLiteral("### `%1`\n").arg(parameter.name)),
                     qPrintable(descriptor.kind + u'.' + parameter.name));
        for (const Port &port : descriptor.outputs)
            QVERIFY(page.contains(QStringLiteral("| `%1` |").arg(port.name)));
    }
}

QTEST_GUILESS_MAIN(TestNodePages)
#include "tst_nodepages.moc"

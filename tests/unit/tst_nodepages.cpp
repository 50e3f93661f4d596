#include "engine/pipeline/nodepages.h"
#include "engine/pipeline/registry.h"

#include <QDir>
#include <QRegularExpression>
#include <QSet>
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
    void problemCodesAreDocumented();
};

namespace {

QDir pagesFolder()
{
    return QDir(QStringLiteral(SALTERN_SOURCE_FOLDER "/docs/nodes"));
}

QString contentOf(const QDir &folder, const QString &path)
{
    QFile file(folder.filePath(path));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QSet<QString> literalsIn(const QString &text, const QString &pattern)
{
    QSet<QString> found;
    auto matches = QRegularExpression(pattern).globalMatch(text);
    while (matches.hasNext())
        found.insert(matches.next().captured(1));
    return found;
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
        for (const Parameter &parameter : descriptor.parameters)
            QVERIFY2(page.contains(QStringLiteral("### `%1`\n").arg(parameter.name)),
                     qPrintable(descriptor.kind + u'.' + parameter.name));
        for (const Parameter &parameter : allParameters(descriptor))
            QVERIFY(page.contains(u'`' + parameter.name + u'`'));
        for (const Port &port : descriptor.outputs)
            QVERIFY(page.contains(QStringLiteral("| `%1` |").arg(port.name)));
    }
}

// A code in the sources that report problems is any literal made of words and dashes, but for
// these.
void TestNodePages::problemCodesAreDocumented()
{
    const QDir root(QStringLiteral(SALTERN_SOURCE_FOLDER));
    QSet<QString> codes{QStringLiteral("tab")};
    for (const char *source : {"parametercheck",
                               "pipelinegraph",
                               "pipelinereader",
                               "templatecheck",
                               "validation",
                               "yamldocument",
                               "yamlsource",
                               "yamltree"}) {
        const QString text = contentOf(
            root, QStringLiteral("engine/pipeline/%1.cpp").arg(QLatin1StringView(source)));
        QVERIFY2(!text.isEmpty(), source);
        codes += literalsIn(text, QStringLiteral("\"([a-z]+(?:-[a-z0-9]+)+)\""));
    }
    codes -= {QStringLiteral("at-least-once"), QStringLiteral("at-most-once")};
    const QString page = contentOf(root, QStringLiteral("docs/pipeline-format.md"));
    const QSet<QString> documented = literalsIn(page, QStringLiteral("`([a-z]+(?:-[a-z0-9]+)*)`"));
    QCOMPARE(QStringList((codes - documented).values()), QStringList());
}

QTEST_GUILESS_MAIN(TestNodePages)
#include "tst_nodepages.moc"

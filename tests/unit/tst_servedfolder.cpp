#include "engine/control/servedfolder.h"
#include "engine/runs/engine.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

/// Which files of a folder are taken for pipelines. That they are run is tested with real engines
/// in tests/integration/tst_serve.cpp.
class TestServedFolder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leavesOtherFilesAlone();
};

namespace {

bool write(const QString &path, const QByteArray &pipeline)
{
    QFile file(path);
    const QByteArray text =
        "saltern: 1\npipeline: " + pipeline + "\nnodes: {go: {kind: manual@1}}\n";
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

} // namespace

void TestServedFolder::leavesOtherFilesAlone()
{
    const QTemporaryDir folder;
    const QTemporaryDir state;
    QVERIFY(write(folder.filePath(u"shop.saltern.yaml"_s), "shop"));
    // What editors put beside a document, and documents that somebody has put away.
    for (const char *name : {".shop.saltern.yaml",
                             ".#shop.saltern.yaml",
                             "#shop.saltern.yaml#",
                             ".shop.saltern.yaml.swp",
                             "shop.saltern.yaml~",
                             "shop.saltern.yaml.bak",
                             "shop.layout.yaml",
                             "shop.yaml"})
        QVERIFY(write(folder.filePath(QString::fromLatin1(name)), "other"));
    QVERIFY(QFile::link(u"ada@machine.4711:1"_s, folder.filePath(u".#lock.saltern.yaml"_s)));

    Engine engine({.stateFolder = state.path(), .webhooks = u"127.0.0.1:0"_s});
    QVERIFY(engine.open());
    ServedFolder served(engine, folder.path(), RunMode::Run);
    QSignalSpy refused(&served, &ServedFolder::documentRefused);
    QVERIFY(served.begin());
    QCOMPARE(engine.scheduler().pipelines(), QStringList{u"shop"_s});
    QCOMPARE(refused.size(), 0);
}

QTEST_GUILESS_MAIN(TestServedFolder)
#include "tst_servedfolder.moc"

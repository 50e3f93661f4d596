#include "engine/functions/functionlabels.h"
#include "engine/functions/tararchive.h"
#include "tests/integration/enginerig.h"
#include "tests/integration/poolrig.h"
#include "tests/lab/lab.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonDocument>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

const QString image = u"localhost/saltern-test-arm64:1"_s;

/// An image for arm64 machines with one program, as `docker load` takes it.
QByteArray imageArchive(const QByteArray &program)
{
    TarArchive layer;
    layer.addFile("program", 0755, program);
    const QByteArray hash =
        QCryptographicHash::hash(layer.bytes(), QCryptographicHash::Sha256).toHex();
    const QString digest = u"sha256:"_s + QString::fromLatin1(hash);
    const QJsonObject config{
        {u"architecture"_s, u"arm64"_s},
        {u"os"_s, u"linux"_s},
        {u"config"_s, QJsonObject()},
        {u"rootfs"_s, QJsonObject{{u"type"_s, u"layers"_s}, {u"diff_ids"_s, QJsonArray{digest}}}}};
    const QJsonObject manifest{{u"Config"_s, u"config.json"_s},
                               {u"RepoTags"_s, QJsonArray{image}},
                               {u"Layers"_s, QJsonArray{u"layer.tar"_s}}};
    TarArchive all;
    all.addFile("layer.tar", 0644, layer.bytes());
    all.addFile("config.json", 0644, QJsonDocument(config).toJson());
    all.addFile("manifest.json", 0644, QJsonDocument(QJsonArray{manifest}).toJson());
    return all.bytes();
}

/// Whether containers here can run programs for arm64: by an emulator that the kernel has opened
/// itself (F), because containers do not have it.
bool runsArm64()
{
    QFile file(u"/proc/sys/fs/binfmt_misc/qemu-aarch64"_s);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QByteArrayList lines = file.readAll().split('\n');
    return lines.contains("enabled") &&
           std::any_of(lines.begin(), lines.end(), [](const QByteArray &line) {
               return line.startsWith("flags: ") && line.contains('F');
           });
}

} // namespace

/// Functions from an image for another machine than the host's. Where the host can run its programs
/// they work in every mode, with the shim for that machine; else the error says what is wrong.
class TestFunctionMachines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void arm64_data();
    void arm64();
    void cleanupTestCase();

private:
    std::unique_ptr<FunctionRig> m_rig;
};

void TestFunctionMachines::initTestCase()
{
    if (!QFile::exists(u"" SALTERN_ARM64_PROGRAM ""_s))
        QSKIP("aarch64-linux-gnu-gcc was not there when this was built");
    QVERIFY2(Lab::available(), Lab::howToStart());
    m_rig = std::make_unique<FunctionRig>(Lab::endpoint(), u"tst-functionmachines"_s);
    QFile program(u"" SALTERN_ARM64_PROGRAM ""_s);
    QVERIFY(program.open(QIODevice::ReadOnly));
    const auto load = m_rig->hosts.client(u"lab"_s)->request("POST", u"/images/load"_s);
    load->setBody(imageArchive(program.readAll()), "application/x-tar");
    const auto loaded = finishRequest(*load);
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().toString()));
}

void TestFunctionMachines::arm64_data()
{
    QTest::addColumn<QJsonObject>("parameters");
    const auto program = [](const QJsonArray &command) {
        return QJsonObject{{u"image"_s, image}, {u"command"_s, command}};
    };
    QTest::newRow("cold") << program({u"/program"_s});
    QTest::newRow("warm") << warm(program({u"/program"_s}));
    QTest::newRow("hot") << hot(with(program({u"/program"_s, u"lines"_s}), "style", u"lines"_s));
}

void TestFunctionMachines::arm64()
{
    QFETCH(QJsonObject, parameters);
    PoolRig pool(*m_rig, parameters);
    const StepOutcome outcome = pool.call();
    if (runsArm64()) {
        QVERIFY2(!outcome.error, why(outcome));
        QCOMPARE(told(outcome), QByteArrayList{R"(ok {"machine":"aarch64"})"});
        return;
    }
    QCOMPARE(told(outcome), QByteArrayList{"error: unsupported"});
    QVERIFY(!outcome.mayRetry);
    QVERIFY2(outcome.error->message.contains(u"is for arm64 machines"_s), why(outcome));
}

void TestFunctionMachines::cleanupTestCase()
{
    if (!m_rig)
        return;
    QTRY_COMPARE_WITH_TIMEOUT(
        m_rig->containers(u"saltern.engine=tst-functionmachines"_s), QJsonArray{}, 60'000);
    const QString filter = u"{\"label\":[\"%1=%2\"]}"_s.arg(QString(FunctionLabels::base), image);
    const auto derived =
        m_rig->request("GET", u"/images/json"_s, dockerQuery({{u"filters"_s, filter}}));
    QVERIFY(derived);
    for (const QJsonValue &one : derived->array())
        QVERIFY(m_rig->request("DELETE", u"/images/"_s + one[u"Id"_s].toString()));
    QVERIFY(m_rig->request("DELETE", u"/images/"_s + image));
}

QTEST_GUILESS_MAIN(TestFunctionMachines)
#include "tst_functionmachines.moc"

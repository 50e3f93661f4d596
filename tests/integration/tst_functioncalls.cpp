#include "engine/base/compactjson.h"
#include "engine/functions/handleroutput.h"
#include "engine/functions/shimprogram.h"
#include "engine/functions/tararchive.h"
#include "tests/integration/functionrig.h"
#include "tests/lab/lab.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace Saltern;

namespace {

/// An image with one file and this architecture, as `docker save` would write it.
QByteArray imageFor(const QString &machine, const QString &name)
{
    TarArchive layer;
    layer.addFile("program", 0755, "of another machine");
    const QByteArray hash =
        QCryptographicHash::hash(layer.bytes(), QCryptographicHash::Sha256).toHex();
    const QJsonObject config{{QStringLiteral("architecture"), machine},
                             {QStringLiteral("os"), QStringLiteral("linux")},
                             {QStringLiteral("config"), QJsonObject{}},
                             {QStringLiteral("rootfs"),
                              QJsonObject{{QStringLiteral("type"), QStringLiteral("layers")},
                                          {QStringLiteral("diff_ids"),
                                           QJsonArray{QString::fromLatin1("sha256:" + hash)}}}}};
    const QJsonObject manifest{{QStringLiteral("Config"), QStringLiteral("config.json")},
                               {QStringLiteral("RepoTags"), QJsonArray{name}},
                               {QStringLiteral("Layers"), QJsonArray{QStringLiteral("layer.tar")}}};
    TarArchive image;
    image.addFile("config.json", 0644, compactJson(config));
    image.addFile("layer.tar", 0644, layer.bytes());
    image.addFile("manifest.json", 0644, QJsonDocument(QJsonArray{manifest}).toJson());
    return image.bytes();
}

} // namespace

/// Calls under hostile conditions, on a real Docker engine: at the limits, attacked, cancelled,
/// killed.
class TestFunctionCalls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void eventAtTheLimit();
    void resultAtTheLimit();
    void longLogKeepsHeadAndTail();
    void escapedProcessDoesNotHoldTheCall();
    void forkBombLeavesTheShimAlone();
    void shimCannotBeImpersonated();
    void removedFromOutside();
    void cancelling_data();
    void cancelling();
    void deletedStepLeavesNothing();
    void engineKilledLeavesNothing();
    void orphansOfThisEngineAreReaped();
    void imageIsPreparedOnceAndAgainWhenRemoved();
    void imagesForOtherMachines_data();
    void imagesForOtherMachines();

private:
    QString running(const char *label = "saltern.engine=tst-functioncalls");
    QString derivedFrom(const QString &image);

    std::unique_ptr<FunctionRig> m_rig;
};

void TestFunctionCalls::initTestCase()
{
    QVERIFY2(Lab::available(), Lab::howToStart());
    m_rig = std::make_unique<FunctionRig>(Lab::endpoint(), QStringLiteral("tst-functioncalls"));
}

// Every test leaves the host as it was.
void TestFunctionCalls::cleanup()
{
    QTRY_COMPARE_WITH_TIMEOUT(m_rig->containers(QStringLiteral("saltern.engine=tst-functioncalls")),
                              QJsonArray{},
                              60'000);
}

// The id of a running container with the label, or nothing.
QString TestFunctionCalls::running(const char *label)
{
    for (const QJsonValue &container : m_rig->containers(QString::fromUtf8(label))) {
        const QJsonObject object = container.toObject();
        if (object.value(QLatin1StringView("State")).toString() == QLatin1StringView("running"))
            return object.value(QLatin1StringView("Id")).toString();
    }
    return {};
}

void TestFunctionCalls::eventAtTheLimit()
{
    const auto eventOf = [](qsizetype size) {
        const QJsonObject empty{{QStringLiteral("x"), QString()}};
        const qsizetype envelope = FunctionRig::event(empty).json().size();
        return FunctionRig::event({{QStringLiteral("x"), QString(size - envelope, u'x')}});
    };
    const Event largest = eventOf(maximumEventBytes);
    QCOMPARE(largest.json().size(), maximumEventBytes);
    const StepOutcome taken = m_rig->call(shell("wc -c"), largest);
    QCOMPARE(told(taken), QByteArrayList{R"(ok {"value":1048576})"});
    const StepOutcome refused = m_rig->call(shell("wc -c"), eventOf(maximumEventBytes + 1));
    QCOMPARE(told(refused), QByteArrayList{"error: too-large"});
    QVERIFY(!refused.mayRetry);
}

void TestFunctionCalls::resultAtTheLimit()
{
    // As an event's data the text is {"text":"x..."}.
    constexpr qsizetype longestText = maximumEventBytes - 11;
    const auto write = [&](qsizetype bytes, char byte, const QByteArray &where) {
        return m_rig->call(shell("head -c " + QByteArray::number(bytes) +
                                 " /dev/zero | tr '\\0' '" + byte + "' " + where));
    };
    const StepOutcome taken = write(longestText, 'x', ">&3");
    QVERIFY(!taken.error);
    QCOMPARE(
        taken.exits.front().data->toObject().value(QLatin1StringView("text")).toString().size(),
        longestText);
    const auto refused = [](const StepOutcome &outcome, const char *size) {
        return told(outcome) == QByteArrayList{"error: too-large"} && !outcome.mayRetry &&
               outcome.error->message.contains(QLatin1StringView(size)) &&
               outcome.error->message.contains(QLatin1StringView("1048576"));
    };
    QVERIFY(refused(write(longestText + 1, 'x', ""), " 1048577 bytes"));
    QVERIFY(refused(write(maximumEventBytes + 1, 'x', ">&3"), " 1048577 bytes"));
    QVERIFY(refused(write(3'000'000, 'x', ""), " 3000000 bytes"));
    // Escaped, each of these is six bytes.
    QVERIFY(refused(write(200'000, '\1', ""), " 1200011 bytes"));
}

void TestFunctionCalls::longLogKeepsHeadAndTail()
{
    const StepOutcome outcome = m_rig->call(shell(
        "echo first >&2; head -c 30000000 /dev/zero | tr '\\0' x >&2; echo last >&2; echo '{}'"));
    QCOMPARE(told(outcome), QByteArrayList{"ok {}"});
    QVERIFY(outcome.log.startsWith(QStringLiteral("first\n")));
    QVERIFY(outcome.log.endsWith(QStringLiteral("last\n")));
    QVERIFY(outcome.log.contains(QStringLiteral("\n[29737867 bytes left out]\n")));
    QVERIFY(outcome.log.size() < 2 * logHalf + 64);
}

void TestFunctionCalls::escapedProcessDoesNotHoldTheCall()
{
    // The grandchild keeps the pipes open; the call must not wait for it.
    const StepOutcome outcome = m_rig->call(shell("setsid sleep 60 & echo done"));
    QCOMPARE(told(outcome), QByteArrayList{R"(ok {"text":"done"})"});
}

void TestFunctionCalls::forkBombLeavesTheShimAlone()
{
    const StepOutcome outcome =
        m_rig->call(with(with(shell("b() { b | b & b; }; b"), "pids", 32), "timeoutMs", 6000));
    QVERIFY(outcome.error);
    QVERIFY2(outcome.error->kind == ErrorKind::Timeout || outcome.error->kind == ErrorKind::Failed,
             qPrintable(outcome.error->toString()));
    QVERIFY(outcome.detail.contains(QLatin1StringView("exitCode")));
}

void TestFunctionCalls::shimCannotBeImpersonated()
{
    const StepOutcome outcome = m_rig->call(
        shell("(echo forged > /proc/1/fd/1) 2>/dev/null || echo refused\n"
              "kill -TERM 1; kill -KILL 1; kill -INT 1; kill -STOP 1; sleep 0.2; echo alive"));
    QCOMPARE(told(outcome), QByteArrayList{R"(ok {"text":"refused\nalive"})"});
}

void TestFunctionCalls::removedFromOutside()
{
    const auto step = m_rig->begin(shell("sleep 60"), FunctionRig::event());
    std::optional<StepOutcome> outcome;
    connect(step.get(), &Step::finished, this, [&](const StepOutcome &end) { outcome = end; });
    step->start();
    QString id;
    QTRY_VERIFY_WITH_TIMEOUT(!(id = running()).isEmpty(), 60'000);
    QVERIFY(m_rig->request("POST", QStringLiteral("/containers/%1/kill").arg(id)));
    QTRY_VERIFY_WITH_TIMEOUT(outcome.has_value(), 60'000);
    QCOMPARE(told(*outcome), QByteArrayList{"error: unreachable"});
    QCOMPARE(outcome->detail.value(QLatin1StringView("exitCode")).toInt(), 137);
    QVERIFY(outcome->mayRetry);
}

void TestFunctionCalls::cancelling_data()
{
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<bool>("whenRunning");
    QTest::newRow("before anything") << QByteArray("sleep 60") << false;
    QTest::newRow("while it runs") << QByteArray("sleep 60") << true;
    QTest::newRow("while it is deaf")
        << QByteArray("trap '' TERM; while :; do sleep 1; done") << true;
}

void TestFunctionCalls::cancelling()
{
    QFETCH(QByteArray, code);
    QFETCH(bool, whenRunning);
    const auto step = m_rig->begin(shell(code), FunctionRig::event());
    std::optional<StepOutcome> outcome;
    connect(step.get(), &Step::finished, this, [&](const StepOutcome &end) {
        QVERIFY2(!outcome, "finished twice");
        outcome = end;
    });
    step->start();
    if (whenRunning)
        QTRY_VERIFY_WITH_TIMEOUT(!running().isEmpty(), 60'000);
    step->cancel();
    QVERIFY2(!outcome, "finished from inside cancel()");
    QTRY_VERIFY_WITH_TIMEOUT(outcome.has_value(), 60'000);
    QCOMPARE(told(*outcome), QByteArrayList{"error: cancelled"});
}

void TestFunctionCalls::deletedStepLeavesNothing()
{
    for (const bool whenRunning : {false, true}) {
        auto step = m_rig->begin(shell("sleep 60"), FunctionRig::event());
        step->start();
        if (whenRunning)
            QTRY_VERIFY_WITH_TIMEOUT(!running().isEmpty(), 60'000);
        else
            QTest::qWait(5); // somewhere on the way
        step.reset();
        cleanup();
    }
}

void TestFunctionCalls::engineKilledLeavesNothing()
{
    const QTemporaryDir folder;
    QFile document(folder.filePath(QStringLiteral("p.saltern.yaml")));
    QVERIFY(document.open(QIODevice::WriteOnly));
    document.write("saltern: 1\npipeline: killed\nnodes:\n  f:\n    kind: function@1\n"
                   "    runtime: shell\n    code: sleep 60\nwires: []\n");
    document.close();
    QProcess engine;
    engine.start(QCoreApplication::applicationDirPath() + QStringLiteral("/../bin/saltern"),
                 {QStringLiteral("invoke"),
                  document.fileName(),
                  QStringLiteral("f"),
                  QStringLiteral("--host"),
                  QStringLiteral("lab=") + Lab::endpoint()});
    const char *label = "saltern.pipeline=killed";
    QTRY_VERIFY_WITH_TIMEOUT(!running(label).isEmpty(), 60'000);
    engine.kill();
    QVERIFY(engine.waitForFinished());
    QTRY_COMPARE_WITH_TIMEOUT(m_rig->containers(QString::fromUtf8(label)), QJsonArray{}, 60'000);
}

void TestFunctionCalls::orphansOfThisEngineAreReaped()
{
    const auto leave = [this](const char *engine) {
        const auto made = m_rig->request(
            "POST",
            QStringLiteral("/containers/create"),
            {},
            {{QStringLiteral("Image"), QStringLiteral("busybox:1.36")},
             {QStringLiteral("Labels"),
              QJsonObject{{QStringLiteral("saltern.engine"), QString::fromUtf8(engine)},
                          {QStringLiteral("saltern.role"), QStringLiteral("function")},
                          {QStringLiteral("saltern.process"), QStringLiteral("an earlier one")}}}});
        return made ? made->object().value(QLatin1StringView("Id")).toString() : QString();
    };
    const QString ours = leave("tst-functioncalls");
    const QString others = leave("tst-functioncalls-other");
    QVERIFY(!ours.isEmpty() && !others.isEmpty());
    m_rig->functions.reapOrphans(QStringLiteral("lab"));
    QTRY_COMPARE_WITH_TIMEOUT(m_rig->containers(QStringLiteral("saltern.engine=tst-functioncalls")),
                              QJsonArray{},
                              60'000);
    QCOMPARE(m_rig->containers(QStringLiteral("saltern.engine=tst-functioncalls-other")).size(), 1);
    QVERIFY(m_rig->request("DELETE", QStringLiteral("/containers/%1").arg(others)));
}

void TestFunctionCalls::imageIsPreparedOnceAndAgainWhenRemoved()
{
    const auto images = [this] {
        const QUrlQuery query = dockerQuery(
            {{QStringLiteral("filters"),
              QStringLiteral(
                  R"({"label":["saltern.role=function-image","saltern.base=busybox:1.36"]})")}});
        return m_rig->request("GET", QStringLiteral("/images/json"), query)->array();
    };
    // The last call is only just over, so its container may still hold the image.
    for (const QJsonValue &image : images())
        QVERIFY(m_rig->request("DELETE",
                               QStringLiteral("/images/%1")
                                   .arg(image.toObject()
                                            .value(QLatin1StringView("RepoTags"))
                                            .toArray()
                                            .at(0)
                                            .toString())));
    std::vector<std::unique_ptr<Step>> steps;
    int done = 0;
    for (int i = 0; i < 3; ++i) {
        steps.push_back(m_rig->begin(shell("echo hi"), FunctionRig::event()));
        connect(steps.back().get(), &Step::finished, this, [&](const StepOutcome &outcome) {
            QCOMPARE(told(outcome), QByteArrayList{R"(ok {"text":"hi"})"});
            ++done;
        });
        steps.back()->start();
    }
    QTRY_COMPARE_WITH_TIMEOUT(done, 3, 60'000);
    QCOMPARE(images().size(), 1);
}

QString TestFunctionCalls::derivedFrom(const QString &image)
{
    const QUrlQuery query = dockerQuery(
        {{QStringLiteral("filters"),
          QStringLiteral(R"({"label":["saltern.role=function-image","saltern.base=%1"]})")
              .arg(image)}});
    const QJsonArray images = m_rig->request("GET", QStringLiteral("/images/json"), query)->array();
    return images.first()
        .toObject()
        .value(QLatin1StringView("RepoTags"))
        .toArray()
        .first()
        .toString();
}

void TestFunctionCalls::imagesForOtherMachines_data()
{
    QTest::addColumn<QString>("machine");
    QTest::newRow("arm64") << QStringLiteral("arm64");
    QTest::newRow("s390x") << QStringLiteral("s390x");
}

// They cannot run here. What can be seen is the shim that was put into them, or why there is none.
void TestFunctionCalls::imagesForOtherMachines()
{
    QFETCH(QString, machine);
    const QString name = QStringLiteral("saltern-test-%1:1").arg(machine);
    const auto load =
        m_rig->hosts.client(QStringLiteral("lab"))->request("POST", QStringLiteral("/images/load"));
    load->setBody(imageFor(machine, name), "application/x-tar");
    QSignalSpy loaded(load.get(), &DockerRequest::finished);
    load->start();
    QTRY_COMPARE_WITH_TIMEOUT(loaded.size(), 1, 60'000);

    QJsonObject parameters = ownProgram({QStringLiteral("/program")});
    parameters.insert(QStringLiteral("image"), name);
    const StepOutcome outcome = m_rig->call(parameters);
    const auto shim = ShimProgram::load(machine);
    if (!shim) {
        QCOMPARE(told(outcome), QByteArrayList{"error: unsupported"});
        QVERIFY2(outcome.error->message.contains(machine), qPrintable(outcome.error->message));
    } else {
        const auto created =
            m_rig->request("POST",
                           QStringLiteral("/containers/create"),
                           {},
                           {{QStringLiteral("Image"), derivedFrom(name)},
                            {QStringLiteral("Cmd"), QJsonArray{QStringLiteral("/program")}}});
        QVERIFY2(created, created ? "" : qPrintable(created.error().toString()));
        const QString container = QStringLiteral("/containers/") +
                                  created->object().value(QLatin1StringView("Id")).toString();
        const auto file = m_rig->request(
            "GET",
            container + QStringLiteral("/archive"),
            dockerQuery({{QStringLiteral("path"), QStringLiteral("/saltern/shim")}}));
        QVERIFY(m_rig->request("DELETE", container));
        QVERIFY2(file, file ? "" : qPrintable(file.error().toString()));
        QVERIFY(file->body.contains(shim->content));
        QVERIFY(m_rig->request("DELETE", QStringLiteral("/images/") + derivedFrom(name)));
    }
    QVERIFY(m_rig->request("DELETE", QStringLiteral("/images/") + name));
}

QTEST_GUILESS_MAIN(TestFunctionCalls)
#include "tst_functioncalls.moc"

#include "engine/demos/democleanup.h"
#include "engine/demos/demoscene.h"
#include "engine/docker/dockerclient.h"
#include "tests/integration/bystander.h"
#include "tests/lab/lab.h"

#include <QSignalSpy>
#include <QTest>

using namespace Saltern;

class DemoSceneTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY2(Lab::available(), Lab::howToStart()); }

    void cleanupRemovesWhatTheSceneMadeAndNothingElse()
    {
        Bystander bystander(Lab::endpoint());
        bystander.startContainer(busybox, {{demoLabel, QStringLiteral("somebody")}});
        const QStringList before = bystander.inventory();

        DockerClient client(DockerEndpoint::parse(Lab::endpoint()).value());
        DemoScene scene(&client, QStringLiteral("run1"));
        QVERIFY(succeeds(scene, [&] { scene.prepare({busybox}); }));
        QCOMPARE(scene.broughtImages(), QStringList());
        QVERIFY(succeeds(scene, [&] { scene.start(sleeper(QStringLiteral("plain"))); }));
        DemoContainer tagged = sleeper(QStringLiteral("tagged"));
        tagged.tag = QStringLiteral("latest");
        QVERIFY(succeeds(scene, [&] { scene.start(tagged); }));
        DemoContainer socket = sleeper(QStringLiteral("socket"));
        socket.dockerSocket = true;
        QVERIFY(succeeds(scene, [&] { scene.start(socket); }));
        QVERIFY(succeeds(scene, [&] {
            scene.tag(busybox, QStringLiteral("other"), {QStringLiteral("false")});
        }));
        QCOMPARE(scene.broughtImages(),
                 (QStringList{QStringLiteral("saltern-demo-run1:latest"),
                              QStringLiteral("saltern-demo-run1:other")}));
        QCOMPARE(bystander.inventory().filter(QStringLiteral("container ")).size(),
                 before.filter(QStringLiteral("container ")).size() + 3);

        QVERIFY(succeeds(scene, [&] { scene.expectRunning(QStringLiteral("plain"), true); }));
        QVERIFY(!succeeds(scene, [&] { scene.expectRunning(QStringLiteral("plain"), false); }));
        QVERIFY(succeeds(scene, [&] { scene.stop(QStringLiteral("plain")); }));
        QVERIFY(succeeds(scene, [&] { scene.expectRunning(QStringLiteral("plain"), false); }));

        DemoCleanup cleanup(&client,
                            QStringLiteral("run1"),
                            QStringLiteral("no-such-engine"),
                            scene.broughtImages());
        QSignalSpy finished(&cleanup, &DemoCleanup::finished);
        cleanup.start();
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 60'000);
        QCOMPARE(finished.constFirst().constFirst().toStringList(), QStringList());
        QCOMPARE(bystander.inventory(), before);
    }

    void imageThatCannotBeHadIsSaid()
    {
        DockerClient client(DockerEndpoint::parse(Lab::endpoint()).value());
        DemoScene scene(&client, QStringLiteral("run2"));
        QVERIFY(!succeeds(scene, [&] { scene.prepare({QStringLiteral("localhost:1/none:1")}); }));
        QCOMPARE(m_error.kind, ErrorKind::Unreachable);
        QVERIFY(m_error.message.contains(QStringLiteral("localhost:1/none:1")));
        QVERIFY(!m_error.remedy.isEmpty());
    }

private:
    bool succeeds(DemoScene &scene, const std::function<void()> &begin)
    {
        QSignalSpy done(&scene, &DemoScene::done);
        begin();
        if (!QTest::qWaitFor([&] { return !done.isEmpty(); }, 60'000))
            return false;
        const auto result = done.constFirst().constFirst().value<Result<void>>();
        m_error = result ? Error() : result.error();
        return result.has_value();
    }

    DemoContainer sleeper(const QString &name)
    {
        return {.name = name,
                .image = busybox,
                .command = {QStringLiteral("sh"),
                            QStringLiteral("-c"),
                            QStringLiteral("trap 'exit 0' TERM; sleep 300 & wait")}};
    }

    const QString busybox = QStringLiteral("busybox:1.36");
    Error m_error;
};

QTEST_GUILESS_MAIN(DemoSceneTest)
#include "tst_demoscene.moc"

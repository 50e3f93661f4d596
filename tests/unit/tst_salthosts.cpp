// Docker hosts without a minion: which of them an export gives to the Salt master, and what it says
// of them where Salt alone cannot.

#include "engine/pipeline/pipelinereader.h"
#include "tests/unit/saltexports.h"

#include <QTest>

using namespace Saltern;
using namespace Saltern::Test;

namespace {

ExportInput inputOf(const QString &nodes, const char *profile = "helper")
{
    ExportInput input;
    const QString document = QStringLiteral("saltern: 1\npipeline: p\nnodes:\n") + nodes;
    input.pipeline = readPipeline(document.toUtf8()).pipeline;
    input.revision = QStringLiteral("r1");
    input.profile = QString::fromLatin1(profile);
    const QHash<QString, QString> labels{{QStringLiteral("zone"), QStringLiteral("e\"dge\n")}};
    input.hosts = {
        {QStringLiteral("web"), QStringLiteral("tcp://10.0.0.7:2375"), false, {}},
        {QStringLiteral("edge"), QStringLiteral("tcp://10.0.0.5:2376"), true, labels},
    };
    return input;
}

NodeReport reportOf(const ExportResult &result, const char *node)
{
    for (const NodeReport &report : result.nodes) {
        if (report.node == QLatin1StringView(node))
            return report;
    }
    return {};
}

const QString died =
    QStringLiteral("  died: { kind: docker.event@1, action: die, hosts: \"%1\" }\n");
const QString look = QStringLiteral(
    "  look: { kind: container.inspect@1, container: c, what: state, place: \"%1\" }\n"
    "wires: [died -> look]\n");

} // namespace

class tst_SaltHosts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void masterFile();
    void nodesTellWhatTheMasterDoes_data();
    void nodesTellWhatTheMasterDoes();
    void usedHosts_data();
    void usedHosts();
    void placesTellTheMastersHosts();
    void minionsAreOthers();
    void nothingWithoutHosts();
    void stock_data();
    void stock();
    void whatIsLeftOutIsSaid();
};

void tst_SaltHosts::masterFile()
{
    const ExportResult result = exported(inputOf(died.arg(QLatin1String("*"))));
    const QByteArray expected = R"(
engines:
  - "saltern_docker_edge":
      engine_module: saltern_docker
      host: "edge"
  - "saltern_docker_web":
      engine_module: saltern_docker
      host: "web"

saltern_hosts:
  "edge":
    docker: "tcp://10.0.0.5:2376"
    # ca.pem, cert.pem and key.pem, beside the master's configuration.
    tls: "saltern-tls/edge"
    labels:
      "zone": "e\"dge\n"
  "web":
    docker: "tcp://10.0.0.7:2375"
)";
    const QByteArray conf = fileOf(result, "master.d/saltern-p.conf");
    QVERIFY2(conf.endsWith(expected), conf);
    const QByteArray sls = fileOf(result, "salt/saltern/reactor/p.sls");
    QVERIFY2(sls.contains("\n    \"masterHosts\": [\"edge\", \"web\"],\n"), sls);
    QVERIFY2(result.nextSteps.join(u' ').contains(QLatin1String("saltern-tls/edge ")),
             qPrintable(result.nextSteps.join(u'\n')));
    QVERIFY(result.generalDifferences.join(u' ').contains(QLatin1String("edge has no minion")));
    const QStringList both{QStringLiteral("edge"), QStringLiteral("web")};
    QCOMPARE(result.reachedHosts, both);
}

void tst_SaltHosts::nodesTellWhatTheMasterDoes_data()
{
    QTest::addColumn<QString>("hosts");
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("trigger");
    QTest::addColumn<QString>("step");
    QTest::newRow("named") << "edge"
                           << "web"
                           << "Events of edge are read by the Salt master"
                           << "For web it runs on the Salt master";
    QTest::newRow("all") << "*"
                         << "all *"
                         << "Events of edge, web are read by the Salt master"
                         << "For edge, web it runs on the Salt master";
    QTest::newRow("minions") << "min*"
                             << "min"
                             << ""
                             << "";
    QTest::newRow("wherever the event came from") << "edge"
                                                  << "event-host"
                                                  << "Events of edge are read by the Salt master"
                                                  << "";
}

void tst_SaltHosts::nodesTellWhatTheMasterDoes()
{
    QFETCH(QString, hosts);
    QFETCH(QString, place);
    QFETCH(QString, trigger);
    QFETCH(QString, step);
    const ExportResult result = exported(inputOf(died.arg(hosts) + look.arg(place)));
    for (const auto &[node, says] : {std::pair("died", trigger), std::pair("look", step)}) {
        const QString differences = reportOf(result, node).differences.join(u'\n');
        QVERIFY2(differences.contains(says), qPrintable(differences));
        QCOMPARE(differences.contains(QLatin1String("there is no minion")), !says.isEmpty());
    }
    QCOMPARE(reportOf(result, "died").verdict, ExportVerdict::Exact);
}

void tst_SaltHosts::usedHosts_data()
{
    QTest::addColumn<QString>("nodes");
    QTest::addColumn<QString>("otherwise");
    QTest::addColumn<QStringList>("hosts");
    const QStringList both{QStringLiteral("edge"), QStringLiteral("web")};
    const QStringList edge{QStringLiteral("edge")};
    QTest::newRow("a trigger's, by name") << died.arg(QLatin1String("edge")) << QString() << edge;
    QTest::newRow("by label") << died.arg(QLatin1String("G@zone:*")) << QString() << edge;
    QTest::newRow("all") << died.arg(QLatin1String("*")) << QString() << both;
    QTest::newRow("none") << died.arg(QLatin1String("min*")) << QString() << QStringList();
    QTest::newRow("a place's") << QString(died.arg(QLatin1String("min*")) +
                                          look.arg(QLatin1String("any w*")))
                               << QString() << QStringList{QStringLiteral("web")};
    QTest::newRow("the one for events without a host")
        << QString(died.arg(QLatin1String("min*")) + look.arg(QLatin1String("event-host")))
        << QStringLiteral("edge") << edge;
    for (const char *type : {"docker/image/*", "host/edge/down", "*"})
        QTest::newRow(type) << QStringLiteral("  heard: { kind: bus.event@1, type: \"%1\" }\n")
                                   .arg(QLatin1String(type))
                            << QString() << both;
    QTest::newRow("other events") << QStringLiteral(
                                         "  heard: { kind: bus.event@1, type: shop/* }\n")
                                  << QString() << QStringList();
}

void tst_SaltHosts::usedHosts()
{
    QFETCH(QString, nodes);
    QFETCH(QString, otherwise);
    QFETCH(QStringList, hosts);
    ExportInput input = inputOf(nodes);
    input.otherwise = otherwise;
    const QByteArray conf = fileOf(exported(input), "master.d/saltern-p.conf");
    QVERIFY(!conf.isEmpty());
    QCOMPARE(conf.contains("\"saltern_docker_edge\""), hosts.contains(QStringLiteral("edge")));
    QCOMPARE(conf.contains("\"saltern_docker_web\""), hosts.contains(QStringLiteral("web")));
    QCOMPARE(conf.contains("saltern_hosts:"), !hosts.isEmpty());
}

void tst_SaltHosts::placesTellTheMastersHosts()
{
    const auto sls = [](const char *place) {
        return fileOf(
            exported(inputOf(died.arg(QLatin1String("*")) + look.arg(QLatin1String(place)))),
            "salt/saltern/reactor/p.sls");
    };
    QVERIFY2(sls("all *").contains("\n                \"masterHosts\": [\"edge\", \"web\"],\n"),
             sls("all *"));
    QVERIFY2(sls("any G@zone:*").contains("\n                \"masterHosts\": [\"edge\"],\n"),
             sls("any G@zone:*"));
    QCOMPARE(sls("any min*").count("masterHosts"), 1); // of the pipeline, not of the place
}

void tst_SaltHosts::minionsAreOthers()
{
    const QByteArray orch =
        fileOf(exported(inputOf(died.arg(QLatin1String("*")))), "salt/saltern/orch/p.sls");
    QCOMPARE(orch.count("- tgt: \"( * ) and not L@edge,web\"\n"), 2);
}

void tst_SaltHosts::nothingWithoutHosts()
{
    ExportInput input = inputOf(died.arg(QLatin1String("*")) + look.arg(QLatin1String("all *")));
    input.hosts.clear();
    const ExportResult result = exported(input);
    for (const ExportedFile &file : result.files) {
        if (file.path.contains(QLatin1String("/_")) || file.path == QLatin1String("README.md"))
            continue;
        QVERIFY2(!file.content.contains("masterHosts"), qPrintable(file.path));
        QVERIFY2(!file.content.contains("saltern_hosts"), qPrintable(file.path));
        QVERIFY2(!file.content.contains("and not L@"), qPrintable(file.path));
    }
}

void tst_SaltHosts::stock_data()
{
    QTest::addColumn<QString>("nodes");
    QTest::addColumn<QString>("node");
    QTest::addColumn<QString>("verdict");
    QTest::addColumn<QString>("says");
    const QString all = died.arg(QLatin1String("*"));
    QTest::newRow("some events") << all << "died"
                                 << "approximate"
                                 << "Events of edge, web do not";
    QTest::newRow("no events") << died.arg(QLatin1String("edge")) << "died"
                               << "impossible"
                               << "Events of edge do not";
    QTest::newRow("others' events") << died.arg(QLatin1String("min*")) << "died"
                                    << "approximate"
                                    << "";
    QTest::newRow("a step there") << QString(all + look.arg(QLatin1String("edge"))) << "look"
                                  << "impossible"
                                  << "edge has no minion";
    QTest::newRow("a step elsewhere") << QString(all + look.arg(QLatin1String("min"))) << "look"
                                      << "approximate"
                                      << "";
    QTest::newRow("a step there, too")
        << QString(died.arg(QLatin1String("min*")) + look.arg(QLatin1String("all *"))) << "look"
        << "approximate"
        << "Nothing is done on edge, web: there is no minion";
}

void tst_SaltHosts::stock()
{
    QFETCH(QString, nodes);
    QFETCH(QString, node);
    QFETCH(QString, verdict);
    QFETCH(QString, says);
    const ExportResult result = exported(inputOf(nodes, "stock"));
    const NodeReport report = reportOf(result, node.toLatin1().constData());
    const QString differences = report.differences.join(u'\n');
    QCOMPARE(exportVerdictName(report.verdict), verdict);
    QVERIFY2(differences.contains(says), qPrintable(differences));
    QCOMPARE(differences.contains(QLatin1String("no minion")), !says.isEmpty());
    QVERIFY(!fileOf(result, "master.d/saltern-p.conf").contains("saltern_hosts"));
}

void tst_SaltHosts::whatIsLeftOutIsSaid()
{
    ExportInput input = inputOf(died.arg(QLatin1String("*")));
    input.leftOut = {{.id = QStringLiteral("idle"), .kind = input.pipeline.nodes.first().kind}};
    for (const char *profile : {"helper", "stock"}) {
        input.profile = QString::fromLatin1(profile);
        const ExportResult result = exported(input);
        QCOMPARE(result.nodes.last().node, QStringLiteral("idle"));
        QCOMPARE(exportVerdictName(result.nodes.last().verdict), QStringLiteral("left out"));
        QVERIFY2(fileOf(result, "REPORT-p.md").contains("| `idle` | docker.event@1 | left out |"),
                 fileOf(result, "REPORT-p.md"));
    }
}

QTEST_GUILESS_MAIN(tst_SaltHosts)

#include "tst_salthosts.moc"

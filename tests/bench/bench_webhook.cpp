// A webhook whose order goes through a filter and a script, and what the sender waits for. With a
// port, the same load on another product that listens there:
//   bench_webhook [PORT NAME COMPARED-WITH]

#include "tests/bench/benchmark.h"
#include "tests/bench/httpload.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QThread>

#include <cstdio>

using namespace Saltern;

namespace {

constexpr int connections = 16;
constexpr double seconds = 5;
constexpr double warmSeconds = 1;

QByteArray document(const QByteArray &settings)
{
    return "saltern: 1\n"
           "pipeline: bench\n" +
           settings.left(settings.indexOf('\n') + 1) +
           "nodes:\n"
           "  order: { kind: webhook@1, path: orders, reply: " +
           settings.mid(settings.indexOf('\n') + 1) +
           " }\n"
           "  large: { kind: filter@1, match: { data.body.total: [{ numeric: [\">\", 9] }] } }\n"
           "  answer:\n"
           "    kind: transform@1\n"
           "    code: \"({ order: event.data.body.order, sum: event.data.body.total * 2 })\"\n"
           "wires: [order -> large, large.out -> answer]\n";
}

QByteArray request()
{
    const QByteArray body = R"({"order":1007,"customer":"Nera Salt","total":42.5})";
    return "POST /orders HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
           "Content-Length: " +
           QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

double residentMiB(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/status").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).simplified().split(' ').first().toDouble() / 1024;
    }
    return 0;
}

/// `saltern serve` with one pipeline.
class Serving
{
public:
    explicit Serving(const QByteArray &settings)
    {
        QFile file(m_folder.filePath(QStringLiteral("bench.saltern.yaml")));
        if (!file.open(QIODevice::WriteOnly) || file.write(document(settings)) < 0)
            qFatal("cannot write %s", qPrintable(file.fileName()));
        file.close();
        // To a file: nobody reads a pipe while the load runs, and an engine that cannot write
        // waits.
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.setStandardOutputFile(m_folder.filePath(QStringLiteral("said")));
        m_process.start(QCoreApplication::applicationDirPath() + QStringLiteral("/../bin/saltern"),
                        {QStringLiteral("serve"),
                         m_folder.path(),
                         QStringLiteral("--json"),
                         QStringLiteral("--webhooks"),
                         QStringLiteral("127.0.0.1:0"),
                         QStringLiteral("--state"),
                         m_folder.filePath(QStringLiteral("state"))});
    }

    ~Serving()
    {
        m_process.terminate();
        m_process.waitForFinished();
    }

    quint16 port()
    {
        QFile said(m_folder.filePath(QStringLiteral("said")));
        QByteArray text;
        for (QDeadlineTimer patience(30'000); !patience.hasExpired(); QThread::msleep(20)) {
            if (!said.isOpen() && !said.open(QIODevice::ReadOnly))
                continue;
            text += said.readAll();
            for (const QByteArray &line : text.split('\n')) {
                const QJsonObject object = QJsonDocument::fromJson(line).object();
                if (object.value(QLatin1StringView("what")) == QLatin1StringView("webhooks"))
                    return object.value(QLatin1StringView("address"))
                        .toString()
                        .section(u':', -1)
                        .toUShort();
            }
        }
        qFatal("saltern serve does not listen: %s", text.constData());
    }

    qint64 pid() const { return m_process.processId(); }

private:
    QTemporaryDir m_folder;
    QProcess m_process;
};

Bench::LoadResult load(quint16 port)
{
    Bench::loadHttp(port, request(), connections, warmSeconds);
    return Bench::loadHttp(port, request(), connections, seconds);
}

QString noteOf(const Bench::LoadResult &result)
{
    return QStringLiteral("p50 %1 ms, p99 %2 ms%3")
        .arg(result.p50Ms, 0, 'f', 2)
        .arg(result.p99Ms, 0, 'f', 2)
        .arg(result.failed > 0 ? QStringLiteral(", %L1 more refused with 503").arg(result.failed)
                               : QString());
}

void measure(const QString &what, const QByteArray &settings, double aim)
{
    Serving engine(settings);
    const auto result = load(engine.port());
    // A refusal is quickly said, and is no answer to an order.
    const double taken = result.perSecond - static_cast<double>(result.failed) / seconds;
    Bench::print(
        {.benchmark = QStringLiteral("webhook"),
         .what = what,
         .value = taken,
         .unit = QStringLiteral("requests/s"),
         .aim = QStringLiteral("> %L1").arg(aim, 0, 'f', 0),
         .reached = taken > aim,
         .note = noteOf(result) +
                 QStringLiteral(", at most %1 MiB").arg(residentMiB(engine.pid()), 0, 'f', 0)});
}

void measureOther(quint16 port, const char *name, const char *comparedWith)
{
    const auto result = load(port);
    const QJsonObject line{{QStringLiteral("benchmark"), QStringLiteral("webhook")},
                           {QStringLiteral("what"), QString::fromUtf8(name)},
                           {QStringLiteral("value"), result.perSecond},
                           {QStringLiteral("unit"), QStringLiteral("requests/s")},
                           {QStringLiteral("note"), noteOf(result)},
                           {QStringLiteral("comparedWith"), QString::fromUtf8(comparedWith)}};
    std::printf("%s\n", QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (argc == 4) {
        measureOther(QByteArray(argv[1]).toUShort(), argv[2], argv[3]);
        return 0;
    }
    // Node-RED answered 1,660 on the machine where the aims were set, with nothing durable.
    measure(QStringLiteral("Saltern, answers before the journal"), "\nat-once", 16'600);
    measure(QStringLiteral("Saltern, answers once it is durable"), "\naccepted", 4'980);
    measure(QStringLiteral("Saltern, answers with the result"), "\nresult", 4'980);
    measure(QStringLiteral("Saltern, the result, durability: process"),
            "durability: process\nresult",
            4'980);
    return 0;
}

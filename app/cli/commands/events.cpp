#include "app/cli/command.h"
#include "app/cli/hostoptions.h"
#include "app/cli/interrupt.h"
#include "app/cli/linewriter.h"
#include "app/cli/output.h"
#include "app/cli/readerwatch.h"
#include "engine/base/duration.h"
#include "engine/docker/eventintake.h"
#include "engine/events/matcher.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QTimer>

#include <CLI/App.hpp>

#include <algorithm>

namespace Saltern::Cli {

namespace {

using Name = QLatin1StringView;

constexpr int itemsAtOnce = 64;

struct EventsOptions
{
    HostOptions hosts;
    std::string since;
    std::string pattern;
    std::string duration;
    bool json = false;
};

/// What is known about an event in a few words, behind its type.
QString summary(const Event &event)
{
    const QString type = event.type().section(u'/', 1, 1);
    const QJsonObject data = event.data();
    if (event.type().startsWith(Name("host/"))) {
        const QJsonObject host = data.value(Name("host")).toObject();
        QString words = host.value(Name("reason")).toString();
        if (words.isEmpty())
            words = host.value(Name("endpoint")).toString();
        const qint64 dropped = host.value(Name("dropped")).toInteger();
        return dropped ? words + QStringLiteral(" (%1 dropped)").arg(dropped) : words;
    }
    const QJsonObject object = data.value(type).toObject();
    QString words = object.value(Name("name")).toString();
    if (words.isEmpty())
        words = event.subject();
    QStringList facts;
    for (const char *key : {"image", "exitCode", "signal", "health", "detail", "container"}) {
        const QJsonValue value = object.value(Name(key));
        if (value.isDouble())
            facts += QStringLiteral("%1 %2").arg(Name(key)).arg(value.toInteger());
        else if (!value.toString().isEmpty())
            facts += QStringLiteral("%1 %2").arg(Name(key), value.toString().left(60));
    }
    if (object.value(Name("requested")).toBool())
        facts += QStringLiteral("requested");
    if (object.value(Name("oom")).toBool())
        facts += QStringLiteral("out of memory");
    return facts.isEmpty() ? words
                           : words + QStringLiteral("  ") + facts.join(QStringLiteral(", "));
}

void printEvent(const Event &event, bool json)
{
    if (json) {
        print(QString::fromUtf8(event.json()));
        return;
    }
    const auto time = QDateTime::fromMSecsSinceEpoch(event.timeNs() / 1'000'000);
    print(QStringLiteral("%1  %2  %3%4  %5")
              .arg(time.toString(QStringLiteral("HH:mm:ss.zzz")),
                   event.host(),
                   event.type(),
                   event.isSynthetic() ? QStringLiteral(" (found out later)") : QString(),
                   summary(event)));
}

Result<std::optional<IntakeCursor>> readSince(const std::string &text)
{
    const QString since = QString::fromStdString(text);
    if (since.isEmpty())
        return std::optional<IntakeCursor>();
    if (const auto ago = parseDuration(since))
        return IntakeCursor{.timeNs =
                                (QDateTime::currentMSecsSinceEpoch() - ago->count()) * 1'000'000};
    const auto time = parseTimeNs(since);
    if (!time)
        return fail(ErrorKind::BadInput,
                    QStringLiteral("--since \"%1\" is neither a duration nor a time.").arg(since),
                    QStringLiteral("Write 10m, or 2026-01-31T12:00:00Z."));
    return IntakeCursor{.timeNs = *time};
}

Result<std::optional<Matcher>> readPattern(const std::string &text)
{
    QByteArray json = QByteArray::fromStdString(text);
    if (json.isEmpty())
        return std::optional<Matcher>();
    if (!json.trimmed().startsWith('{')) {
        QFile file(QString::fromStdString(text));
        if (!file.open(QIODevice::ReadOnly))
            return fail(ErrorKind::BadInput,
                        QStringLiteral("The pattern file %1 cannot be read.").arg(file.fileName()),
                        QStringLiteral("Give a file, or a pattern that begins with {."),
                        file.errorString());
        json = file.readAll();
    }
    const auto pattern = Pattern::parse(json);
    if (!pattern)
        return fail(pattern.error());
    return Matcher({Matcher::Entry{.id = 0, .pattern = *pattern}});
}

/// Takes events only as fast as they are read from it: what nobody reads waits in the intake, which
/// counts what it cannot hold and says so by a gap event.
class EventPrinter : public QObject
{
public:
    EventPrinter(EventIntake *intake, std::optional<Matcher> matcher, bool json)
        : m_intake(intake)
        , m_matcher(std::move(matcher))
        , m_json(json)
        , m_output(printWithoutWaiting(json))
    {
        connect(intake, &EventIntake::available, this, &EventPrinter::printAvailable);
        connect(m_output, &LineWriter::drained, this, &EventPrinter::printAvailable);
        // saltern events | head
        connect(m_output, &LineWriter::deserted, qApp, &QCoreApplication::quit);
        connect(&m_reader, &ReaderWatch::gone, qApp, &QCoreApplication::quit);
    }

    void printAvailable()
    {
        while (m_output->hasRoom()) {
            const auto items = m_intake->take(itemsAtOnce);
            if (items.empty())
                return;
            for (const IntakeItem &item : items) {
                if (isWanted(item.event))
                    printEvent(item.event, m_json);
            }
        }
    }

private:
    bool isWanted(const Event &event)
    {
        if (!m_matcher)
            return true;
        return m_matcher->match(event.json(), m_matches) && !m_matches.empty();
    }

    EventIntake *m_intake;
    std::optional<Matcher> m_matcher;
    std::vector<quint32> m_matches;
    bool m_json;
    LineWriter *m_output;
    ReaderWatch m_reader;
};

int runEvents(const EventsOptions &options)
{
    const auto hosts = readHosts(options.hosts);
    if (!hosts)
        return report(hosts.error());
    const auto since = readSince(options.since);
    if (!since)
        return report(since.error());
    auto matcher = readPattern(options.pattern);
    if (!matcher)
        return report(matcher.error());
    if (!options.duration.empty()) {
        const auto duration = parseDuration(QString::fromStdString(options.duration));
        if (!duration)
            return report(duration.error());
        QTimer::singleShot(*duration, qApp, &QCoreApplication::quit);
    }
    EventIntake intake;
    EventPrinter printer(&intake, std::move(*matcher), options.json);
    Interrupt interrupt;
    QObject::connect(&interrupt, &Interrupt::requested, qApp, &QCoreApplication::quit);
    for (const HostConfig &host : *hosts)
        intake.addHost(host, *since);
    intake.start();
    QCoreApplication::exec();
    intake.stop();
    printer.printAvailable();
    const bool reachedAny = std::any_of(hosts->begin(), hosts->end(), [&](const HostConfig &host) {
        return intake.counters(host.name).connects > 0;
    });
    return reachedAny ? Done : NoHost;
}

} // namespace

void declareEvents(CLI::App &app, Invocation &invocation)
{
    CLI::App *command =
        app.add_subcommand("events", "Print what happens on Docker hosts, as it happens");
    const auto options = std::make_shared<EventsOptions>();
    addHostOptions(*command, options->hosts);
    command
        ->add_option("--since",
                     options->since,
                     "Begin in the past: a duration (10m) or a time (2026-01-31T12:00:00Z). Docker "
                     "remembers the last 256 events")
        ->type_name("TIME");
    command
        ->add_option("--pattern",
                     options->pattern,
                     "Print only events that match: a file, or the pattern itself")
        ->type_name("FILE|JSON");
    command->add_option("--for", options->duration, "End after this time, e.g. 30s")
        ->type_name("DURATION");
    command->add_flag("--json", options->json, "Print each event as CloudEvents JSON on one line");
    command->footer(
        "Examples:\n"
        "  saltern events\n"
        "  saltern events --since 10m --json > recorded.jsonl\n"
        "  saltern events --pattern '{\"type\":[\"docker/container/die\"]}'\n"
        "  saltern events --host web=unix:///var/run/docker.sock --host edge=tcp://10.0.0.5:2376 "
        "--tls edge=/etc/docker/edge\n"
        "Ctrl+C ends it. Exit code 3 when no host could be reached at all.");
    command->callback(
        [&invocation, options] { invocation.run = [options] { return runEvents(*options); }; });
}

} // namespace Saltern::Cli

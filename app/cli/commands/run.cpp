#include "app/cli/beginsanew.h"
#include "app/cli/command.h"
#include "app/cli/descriptorlimit.h"
#include "app/cli/hostoptions.h"
#include "app/cli/interrupt.h"
#include "app/cli/keyring.h"
#include "app/cli/output.h"
#include "app/cli/readerwatch.h"
#include "app/cli/runprinter.h"
#include "app/cli/statefolder.h"
#include "app/cli/webhooksoption.h"
#include "engine/base/duration.h"
#include "engine/pipeline/pipelinereader.h"
#include "engine/pipeline/registry.h"
#include "engine/pipeline/runnablepart.h"
#include "engine/pipeline/validation.h"
#include "engine/runs/bundlefolder.h"
#include "engine/runs/engine.h"

#include <QCoreApplication>
#include <QSet>
#include <QTimer>

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>

#include <algorithm>
#include <memory>

namespace Saltern::Cli {

namespace {

struct RunOptions
{
    std::vector<std::string> files;
    HostOptions hosts;
    std::string state;
    std::string duration;
    std::string webhooks = webhooksDefault;
    double speed = 1;
    bool observe = false;
    bool json = false;
};

/// Whether a pipeline has nodes that do nothing without a Docker host.
bool needsDocker(const Bundle &bundle)
{
    const QList<Node> nodes = readPipeline(bundle.document).pipeline.nodes;
    return std::any_of(nodes.begin(), nodes.end(), [](const Node &node) {
        const NodeDescriptor *descriptor = findDescriptor(node.kind);
        return descriptor && descriptor->usesHost;
    });
}

/// `saltern run`: an engine, what it prints, and the reasons to end it.
class RunSession : public QObject
{
public:
    RunSession(const RunOptions &options, std::vector<HostConfig> hosts)
        : m_options(options)
        , m_hostCount(qsizetype(hosts.size()))
        , m_engine({.stateFolder = stateFolder(options.state),
                    .hosts = std::move(hosts),
                    .observe = options.observe,
                    .webhooks = QString::fromStdString(options.webhooks),
                    .speed = options.speed})
    {
        connect(&m_engine, &Engine::stopped, qApp, [] { QCoreApplication::quit(); });
        connect(&m_interrupt, &Interrupt::requested, &m_engine, &Engine::shutDown);
        // Who looks on ends it, by Ctrl+C or by leaving. A service (`serve`) has no need of
        // readers.
        connect(&m_reader, &ReaderWatch::gone, &m_engine, &Engine::shutDown);
        connect(&m_engine, &Engine::stalled, this, &RunSession::noteStall);
        connect(&m_engine, &Engine::recovered, this, [this] {
            m_stall.clear();
            printError(QStringLiteral("saltern: The journal can be written again."));
        });
    }

    Result<void> begin(const std::vector<Bundle> &bundles)
    {
        if (const auto opened = m_engine.open(); !opened)
            return opened;
        QList<QByteArray> documents;
        for (const Bundle &bundle : bundles)
            documents += bundle.document;
        m_keyring.fetchNow(documents);
        tellOfWebhooks(m_engine.webhooks(), m_options.json);
        m_printer = std::make_unique<RunPrinter>(m_options.observe ? RunPrinter::Events::All
                                                                   : RunPrinter::Events::Wanted,
                                                 m_options.json);
        m_printer->follow(m_engine.scheduler());
        if (std::any_of(bundles.begin(), bundles.end(), needsDocker))
            connect(&m_engine.scheduler(), &Scheduler::eventSeen, this, &RunSession::watchHosts);
        for (const Bundle &bundle : bundles) {
            if (const auto deployed = m_engine.deploy(bundle); !deployed)
                return deployed;
            sayWhatDoesNot(bundle);
        }
        for (const auto &pipeline : m_engine.scheduler().deployed()) {
            for (const QString &line : beginsAnewLines(pipeline->name(), pipeline->begunAnew))
                printError(QStringLiteral("saltern: ") + line);
        }
        if (const auto started = m_engine.start(); !started)
            return started;
        // A studio that is attached may deploy more.
        m_keyring.follow(*m_engine.control());
        if (!m_options.json)
            sayWhatRuns();
        return {};
    }

    /// Once stopped.
    int exitCode() const { return m_exitCode; }

    void endAfter(std::chrono::milliseconds duration)
    {
        QTimer::singleShot(duration, &m_engine, &Engine::shutDown);
    }

private:
    /// Nodes have errors that kept nothing from running: no trigger leads to them.
    static void sayWhatDoesNot(const Bundle &bundle)
    {
        const BundleFolder folder(bundle);
        const LoadedPipeline loaded = checkPipeline(bundle.document, &folder);
        const QList<Problem> counted = problemsForRunning(loaded);
        for (const Problem &problem : counted) {
            if (!loaded.problems.contains(problem))
                printError(formatProblem(bundle.documentName, problem));
        }
    }

    void sayWhatRuns()
    {
        const QString names = m_engine.scheduler().pipelines().join(QLatin1StringView(", "));
        print(m_options.observe
                  ? QStringLiteral("Observing %1: nothing is touched. Ctrl+C ends.").arg(names)
                  : QStringLiteral("Running %1. Ctrl+C ends; what is under way goes on next time.")
                        .arg(names));
    }

    /// Nobody wants to wait for a host that was never there. One that goes away later is waited
    /// for.
    void watchHosts(const EventSeen &seen)
    {
        const QStringList parts = seen.event.type().split(u'/');
        if (m_hostSeen || parts.size() != 3 || parts.at(0) != QLatin1StringView("host"))
            return;
        m_hostSeen = parts.at(2) == QLatin1StringView("up");
        if (parts.at(2) == QLatin1StringView("down"))
            m_hostsDown.insert(parts.at(1));
        if (m_hostSeen || m_hostsDown.size() < m_hostCount)
            return;
        const QJsonObject host = seen.event.data().value(QLatin1StringView("host")).toObject();
        m_exitCode = report({ErrorKind::Unreachable,
                             QStringLiteral("No Docker host could be reached."),
                             QStringLiteral("saltern doctor says what to do."),
                             host.value(QLatin1StringView("reason")).toString()});
        m_engine.shutDown();
    }

    void noteStall(const Error &error)
    {
        // It comes every second; once is enough for a person.
        if (m_stall == error.message)
            return;
        m_stall = error.message;
        report(error);
    }

    RunOptions m_options;
    qsizetype m_hostCount;
    Interrupt m_interrupt;
    ReaderWatch m_reader;
    Engine m_engine;
    Keyring m_keyring{m_engine.secrets()};
    std::unique_ptr<RunPrinter> m_printer;
    QString m_stall;
    QSet<QString> m_hostsDown;
    bool m_hostSeen = false;
    int m_exitCode = Done;
};

Result<std::vector<Bundle>> loadBundles(const std::vector<std::string> &files)
{
    std::vector<Bundle> bundles;
    for (const std::string &file : files) {
        auto bundle = Bundle::load(QString::fromStdString(file));
        if (!bundle)
            return fail(bundle.error());
        bundles.push_back(std::move(*bundle));
    }
    return bundles;
}

int reportWithDetail(const Error &error)
{
    // Problems of a document, one a line, each with its position.
    if (error.kind == ErrorKind::BadInput && !error.detail.isEmpty())
        printError(error.detail);
    return report(error);
}

int runPipelines(const RunOptions &options)
{
    const auto hosts = readHosts(options.hosts, Recordings::Allowed);
    if (!hosts)
        return report(hosts.error());
    const auto duration = options.duration.empty()
                              ? Result<std::chrono::milliseconds>(std::chrono::milliseconds(0))
                              : parseDuration(QString::fromStdString(options.duration));
    if (!duration)
        return report(duration.error());
    const auto bundles = loadBundles(options.files);
    if (!bundles)
        return report(bundles.error());
    raiseDescriptorLimit();
    printWithoutWaiting(options.json);
    RunSession session(options, *hosts);
    if (const auto begun = session.begin(*bundles); !begun) {
        reportWithDetail(begun.error());
        // No host had a part in it, whatever kind it is.
        return begun.error().kind == ErrorKind::BadInput ? BadInput : RanAndFailed;
    }
    if (duration->count() > 0)
        session.endAfter(*duration);
    QCoreApplication::exec();
    return session.exitCode();
}

} // namespace

void declareRun(CLI::App &app, Invocation &invocation)
{
    const auto options = std::make_shared<RunOptions>();
    CLI::App *command = app.add_subcommand("run", "Run pipelines until Ctrl+C");
    command->add_option("FILE", options->files, "Pipeline documents (*.saltern.yaml)")->required();
    command->add_flag(
        "--observe", options->observe, "Touch nothing: show what matches and what would be done");
    command->add_option("--state", options->state, stateFolderHelp)->type_name("FOLDER");
    command->add_option("--for", options->duration, "End after this long, e.g. 30s")
        ->type_name("DURATION");
    command
        ->add_option("--speed",
                     options->speed,
                     "How many times faster a recorded host (NAME=recorded:FILE) plays")
        ->type_name("NUMBER")
        ->check(CLI::Range(0.001, 1'000'000.0).description(""));
    command->add_option("--webhooks", options->webhooks, webhooksHelp)->type_name("ADDRESS:PORT");
    command->add_flag("--json", options->json, "One JSON object a line");
    addHostOptions(*command, options->hosts);
    command->footer(
        "Prints one line per event, step and run. Ctrl+C, SIGTERM, or the end of whoever reads a "
        "pipe\n"
        "(run ... | head) ends it at once; what waits or runs then goes on when the pipeline is "
        "run\n"
        "again with the same state folder.\n"
        "\nExamples:\n"
        "  saltern run hello.saltern.yaml\n"
        "  saltern run --observe hello.saltern.yaml\n"
        "  saltern run hello.saltern.yaml --host web=recorded:events.jsonl --speed 10\n"
        "  saltern run *.saltern.yaml --host edge=tcp://10.0.0.5:2375 --for 10m --json");
    command->callback(
        [options, &invocation] { invocation.run = [options] { return runPipelines(*options); }; });
}

} // namespace Saltern::Cli

#include "app/cli/command.h"
#include "app/cli/descriptorlimit.h"
#include "app/cli/hostoptions.h"
#include "app/cli/interrupt.h"
#include "app/cli/keyring.h"
#include "app/cli/output.h"
#include "app/cli/serveprinter.h"
#include "app/cli/statefolder.h"
#include "app/cli/webhooksoption.h"
#include "engine/control/enginecontrol.h"
#include "engine/control/servedfolder.h"
#include "engine/metrics/metricsserver.h"
#include "engine/runs/engine.h"

#include <QCoreApplication>
#include <QDir>

#include <CLI/App.hpp>

#include <memory>

namespace Saltern::Cli {

namespace {

struct ServeOptions
{
    std::string folder;
    HostOptions hosts;
    std::string state;
    std::string socket;
    std::string webhooks = webhooksDefault;
    std::string metrics;
    bool observe = false;
    bool json = false;
};

QString socketPath(const ServeOptions &options)
{
    return options.socket.empty()
               ? QString()
               : QDir::cleanPath(QDir().absoluteFilePath(QString::fromStdString(options.socket)));
}

/// `saltern serve`: an engine that stays, with or without a folder that decides what runs.
class ServeSession : public QObject
{
public:
    ServeSession(const ServeOptions &options, std::vector<HostConfig> hosts)
        : m_options(options)
        , m_engine({.stateFolder = stateFolder(options.state),
                    .hosts = std::move(hosts),
                    .observeOnly = options.observe,
                    .socket = socketPath(options),
                    .webhooks = QString::fromStdString(options.webhooks),
                    .hostsFile = options.hosts.fileForAdded()})
    {
        connect(&m_engine, &Engine::stopped, qApp, [] { QCoreApplication::quit(); });
        connect(&m_interrupt, &Interrupt::requested, &m_engine, &Engine::shutDown);
    }

    Result<void> begin()
    {
        if (const auto opened = m_engine.open(); !opened)
            return opened;
        m_keyring.fetchNow(m_engine.keptDocuments() + documentsOfFolder());
        tellOfWebhooks(m_engine.webhooks(), m_options.json);
        m_printer = std::make_unique<ServePrinter>(m_engine, m_options.json);
        if (m_options.folder.empty()) {
            // One that cannot run any more must not keep the others from running.
            for (const Error &error : m_engine.resumeKept())
                report(error);
        } else if (const auto served = serveFolder(); !served) {
            return served;
        }
        if (const auto started = m_engine.start(); !started)
            return started;
        if (const auto metrics = serveMetrics(); !metrics)
            return metrics;
        m_keyring.follow(*m_engine.control());
        if (m_folder)
            m_engine.control()->setFolder(m_folder.get());
        if (!m_options.json)
            sayWhatRuns();
        return {};
    }

private:
    QList<QByteArray> documentsOfFolder() const
    {
        QList<QByteArray> documents;
        if (m_options.folder.empty())
            return documents;
        const QDir folder(QString::fromStdString(m_options.folder));
        for (const QString &name :
             folder.entryList({QStringLiteral("*.saltern.yaml")}, QDir::Files)) {
            if (const auto bundle = Bundle::load(folder.filePath(name)))
                documents += bundle->document;
        }
        return documents;
    }

    Result<void> serveFolder()
    {
        m_folder =
            std::make_unique<ServedFolder>(m_engine,
                                           QString::fromStdString(m_options.folder),
                                           m_options.observe ? RunMode::Observe : RunMode::Run);
        m_printer->follow(*m_folder);
        return m_folder->begin();
    }

    Result<void> serveMetrics()
    {
        if (m_options.metrics.empty())
            return {};
        const auto address = ListenAddress::parse(QString::fromStdString(m_options.metrics));
        if (!address)
            return fail(address.error());
        m_metrics = std::make_unique<MetricsServer>(m_engine);
        if (const auto listens = m_metrics->listen(*address); !listens)
            return listens;
        const QString where = m_metrics->address().toString();
        if (m_options.json)
            print(QStringLiteral("{\"address\":\"%1\",\"what\":\"metrics\"}").arg(where));
        else
            print(QStringLiteral("Metrics are at http://%1/metrics").arg(where));
        return {};
    }

    void sayWhatRuns()
    {
        const qsizetype count = m_engine.scheduler().pipelines().size();
        print(QStringLiteral("Serving %1%2%3. Ctrl+C ends; what is under way goes on next time.")
                  .arg(count == 1 ? QStringLiteral("one pipeline")
                                  : QStringLiteral("%1 pipelines").arg(count),
                       m_folder ? QStringLiteral(" of ") + m_folder->path() : QString(),
                       m_options.observe ? QStringLiteral("; observing, nothing is touched")
                                         : QString()));
    }

    ServeOptions m_options;
    Interrupt m_interrupt;
    Engine m_engine;
    Keyring m_keyring{m_engine.secrets()};
    std::unique_ptr<ServePrinter> m_printer;
    std::unique_ptr<ServedFolder> m_folder;
    std::unique_ptr<MetricsServer> m_metrics;
};

int serve(const ServeOptions &options)
{
    const auto hosts = readHosts(options.hosts);
    if (!hosts)
        return report(hosts.error());
    raiseDescriptorLimit();
    printWithoutWaiting(options.json);
    ServeSession session(options, *hosts);
    if (const auto begun = session.begin(); !begun) {
        report(begun.error());
        // No host had a part in it, whatever kind it is.
        return begun.error().kind == ErrorKind::BadInput ? BadInput : RanAndFailed;
    }
    QCoreApplication::exec();
    return Done;
}

} // namespace

void declareServe(CLI::App &app, Invocation &invocation)
{
    CLI::App *command =
        app.add_subcommand("serve",
                           "Run an engine that stays: for pipelines of a folder, and for "
                           "those that clients deploy");
    const auto options = std::make_shared<ServeOptions>();
    command->add_option(
        "DIR", options->folder, "Run every *.saltern.yaml in it, and take over what changes there");
    command->add_flag("--observe", options->observe, "Touch nothing, whoever asks for it");
    command->add_option("--state", options->state, stateFolderHelp)->type_name("FOLDER");
    command
        ->add_option("--socket",
                     options->socket,
                     "The control socket (default: control.sock in the state folder)")
        ->type_name("FILE");
    command->add_option("--webhooks", options->webhooks, webhooksHelp)->type_name("ADDRESS:PORT");
    command
        ->add_option(
            "--metrics", options->metrics, "Where /metrics (Prometheus), /healthz and /readyz are")
        ->type_name("ADDRESS:PORT");
    command->add_flag("--json", options->json, "One JSON object a line");
    addHostOptions(*command, options->hosts);
    command->footer(
        "Waits for the studio and other clients on its control socket (docs/control-protocol.md).\n"
        "A document that becomes invalid keeps what ran before, and is named. Docker hosts may "
        "come\n"
        "and go. Ctrl+C or SIGTERM ends it within seconds; unfinished runs go on at the next "
        "start.\n"
        "\nExamples:\n"
        "  saltern serve\n"
        "  saltern serve /etc/saltern/pipelines --state /var/lib/saltern\n"
        "  saltern serve /etc/saltern/pipelines --metrics 127.0.0.1:9750\n"
        "  saltern serve --observe --host edge=tcp://10.0.0.5:2375\n"
        "  ssh host saltern attach            # its protocol, from elsewhere");
    command->callback(
        [options, &invocation] { invocation.run = [options] { return serve(*options); }; });
}

} // namespace Saltern::Cli

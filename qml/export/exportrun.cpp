#include "qml/export/exportrun.h"

#include "engine/exporters/exportinput.h"
#include "engine/functions/runtimecatalogue.h"
#include "engine/hosts/hostsfile.h"
#include "engine/pipeline/runnablepart.h"
#include "engine/pipeline/validation.h"
#include "engine/runs/bundlefolder.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

#include <algorithm>

namespace Saltern {

namespace {

Result<QList<ExportHost>> hostsFor(const ExportRun::Request &request)
{
    if (request.hosts)
        return *request.hosts;
    const auto known = HostsFile().readOrLocal();
    if (!known)
        return fail(known.error());
    return exportHosts(*known);
}

Result<ExportOutcome> exportNow(const ExportRun::Request &request)
{
    const Exporter *exporter = findExporter(request.exporter);
    if (!exporter)
        return fail(ErrorKind::BadInput,
                    QStringLiteral("There is no exporter \"%1\".").arg(request.exporter));
    const BundleFolder folder(request.bundle);
    const auto problems = problemsForRunning(checkPipeline(request.bundle.document, &folder));
    const auto errors = std::count_if(problems.begin(), problems.end(), [](const Problem &problem) {
        return problem.severity == Severity::Error;
    });
    if (errors > 0)
        return fail(ErrorKind::BadInput,
                    errors == 1 ? QStringLiteral("The pipeline has an error.")
                                : QStringLiteral("The pipeline has %1 errors.").arg(errors),
                    QStringLiteral("Mend what the Problems panel lists; the export follows."));
    auto input = makeExportInput(request.bundle,
                                 RuntimeCatalogue::load(RuntimeCatalogue::standardFolders()));
    if (!input)
        return fail(input.error());
    input->profile = request.profile;
    input->otherwise = request.otherwise;
    const auto overNetwork = hostsFor(request);
    if (!overNetwork)
        return fail(overNetwork.error());
    if (!request.allMinions)
        input->hosts = *overNetwork;
    const auto result = exporter->run(*input);
    if (!result)
        return fail(result.error());
    return ExportOutcome{*input, *result, checkExport(*result), *overNetwork};
}

} // namespace

ExportRun::ExportRun(Request request, QObject *parent)
    : QObject(parent), m_request(std::move(request))
{
}

void ExportRun::start()
{
    // The pool's thread must not touch this object, which may be gone: it posts to the application.
    QThreadPool::globalInstance()->start([guard = QPointer(this), request = m_request] {
        auto outcome = std::make_shared<Result<ExportOutcome>>(exportNow(request));
        QMetaObject::invokeMethod(qApp, [guard, outcome] {
            if (guard)
                guard->finish(*outcome);
        });
    });
}

void ExportRun::cancel()
{
    QMetaObject::invokeMethod(
        this,
        [this] { finish(fail(ErrorKind::Cancelled, QStringLiteral("The export was cancelled."))); },
        Qt::QueuedConnection);
}

void ExportRun::finish(const Result<ExportOutcome> &outcome)
{
    if (m_ended)
        return;
    m_ended = true;
    Q_EMIT finished(outcome);
}

ExportWrite::ExportWrite(QString folder,
                         QString exporter,
                         std::shared_ptr<const ExportOutcome> outcome,
                         bool overwrite,
                         QObject *parent)
    : QObject(parent)
    , m_folder(std::move(folder))
    , m_exporter(std::move(exporter))
    , m_outcome(std::move(outcome))
    , m_overwrite(overwrite)
{
}

void ExportWrite::start()
{
    QThreadPool::globalInstance()->start([guard = QPointer(this),
                                          folder = m_folder,
                                          exporter = m_exporter,
                                          outcome = m_outcome,
                                          overwrite = m_overwrite] {
        auto changes = std::make_shared<Result<FolderChanges>>(
            writeExport(folder, exporter, outcome->input, outcome->result, overwrite));
        QMetaObject::invokeMethod(qApp, [guard, changes] {
            if (guard)
                Q_EMIT guard->finished(*changes);
        });
    });
}

} // namespace Saltern

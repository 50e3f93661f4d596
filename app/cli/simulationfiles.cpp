#include "app/cli/simulationfiles.h"

#include "app/cli/command.h"
#include "engine/hosts/recordedevents.h"
#include "engine/pipeline/runnablepart.h"
#include "engine/pipeline/validation.h"
#include "engine/runs/diskfolder.h"

#include <QFile>
#include <QFileInfo>

namespace Saltern::Cli {

Result<SimulatedDocument> loadForSimulation(const QString &file)
{
    auto bundle = Bundle::load(file);
    if (!bundle)
        return fail(bundle.error());
    const DiskFolder folder(QFileInfo(file).absolutePath());
    const LoadedPipeline loaded = checkPipeline(bundle->document, &folder);
    const QList<Problem> problems = problemsForRunning(loaded);
    if (!hasErrors(problems))
        return SimulatedDocument{file, *std::move(bundle), loaded.pipeline};
    QStringList lines;
    for (const Problem &problem : problems)
        lines += formatProblem(file, problem);
    return fail(ErrorKind::BadInput,
                QStringLiteral("%1 cannot be simulated: it has problems.").arg(file),
                QStringLiteral("Mend them first."),
                lines.join(u'\n'));
}

Result<std::vector<PipelineTest>> loadTests(const SimulatedDocument &document)
{
    const QString folder = QFileInfo(document.file).absolutePath();
    return readTests(document.pipeline, [folder](const QString &path) -> Result<QByteArray> {
        QFile file(folder + u'/' + path);
        if (!file.open(QIODevice::ReadOnly))
            return fail(ErrorKind::BadInput,
                        QStringLiteral("The file %1 cannot be read.").arg(path),
                        QStringLiteral("Check who may read it."),
                        file.errorString());
        const QByteArray content = file.read(maximumRecordingBytes + 1);
        if (content.size() > maximumRecordingBytes)
            return fail(ErrorKind::TooLarge,
                        QStringLiteral("The file %1 is larger than 256 MiB.").arg(path),
                        QStringLiteral("Make it smaller."));
        return content;
    });
}

int reportWithProblems(const Error &error)
{
    if (error.kind == ErrorKind::BadInput && !error.detail.isEmpty())
        printError(error.detail);
    return report(error);
}

} // namespace Saltern::Cli

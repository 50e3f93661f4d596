#pragma once

#include "engine/base/result.h"
#include "engine/pipeline/pipeline.h"

#include <QByteArray>
#include <QHash>
#include <QMap>
#include <QStringList>

#include <functional>
#include <vector>

namespace Saltern {

/// How the code of one function node is started, with the runtime looked up: what an exporter needs
/// to know of the runtimes catalogue, which core cannot read.
struct FunctionRecipe
{
    QString image;
    QStringList argv; // empty = the image's own program; {code} and {runtime} stand for folders
    QMap<QString, QByteArray> code;    // by path below {code}
    QMap<QString, QByteArray> runtime; // by path below {runtime}
    QMap<QString, QString> environment;
    qint64 memoryBytes = 0;
    int pids = 0;
    QString scriptImage; // with Node.js in it, where transforms among its hooks need one
};

/// A Docker host that the other system has to reach over the network: nothing of it runs there.
struct ExportHost
{
    QString name;
    QString address; // tcp://host:port
    bool tls = false;
    QHash<QString, QString> labels;

    bool operator==(const ExportHost &) const = default;
};

/// What is exported: a valid pipeline and everything that its nodes name. A value.
struct ExportInput
{
    Pipeline pipeline;   // the part that runs, see runnablePart()
    QList<Node> leftOut; // what no enabled trigger leads to, for the report
    QString revision;
    QMap<QString, FunctionRecipe> functions; // by node id
    QString profile;                         // one of the exporter's
    QString otherwise; // where steps run whose event names no host; may be empty
    QList<ExportHost> hosts;
};

/// One file, by path relative to the chosen folder.
struct ExportedFile
{
    QString path;
    QByteArray content;
    bool executable = false;
};

/// Where a node went: lines from 1, both included.
struct NodeMapping
{
    QString node;
    QString file;
    int firstLine = 0;
    int lastLine = 0;
};

enum class ExportVerdict {
    Exact,       // means the same there
    Approximate, // works, and `differences` says what is not the same
    Impossible,  // cannot be said there; `remedy` says what to do instead
    LeftOut,     // no enabled trigger leads to it, so nothing there would ever run it
};

/// "exact", "approximate", "impossible" or "left out".
QString exportVerdictName(ExportVerdict verdict);

struct NodeReport
{
    QString node;
    QString kind;
    ExportVerdict verdict = ExportVerdict::Exact;
    QStringList differences; // sentences
    QString remedy;
};

struct ExportResult
{
    QList<ExportedFile> files; // sorted by path
    QList<NodeMapping> mappings;
    QList<NodeReport> nodes;        // in the order of the document, what was left out at the end
    QStringList generalDifferences; // what holds for the pipeline as a whole
    QStringList nextSteps;          // what the user does now, one sentence each
    QStringList reachedHosts;       // those of the input that it reaches over the network itself
};

struct ExportProfile
{
    QString id;
    QString title;
    QString help;
};

/// Turns a pipeline into the configuration of another system. Pure: the same input gives the same
/// bytes. The input has been validated; an error is about what only this exporter cannot take.
struct Exporter
{
    QString id;
    QString title;
    QList<ExportProfile> profiles; // the first is the default
    std::function<Result<ExportResult>(const ExportInput &)> run;
};

/// Every exporter of this build.
const std::vector<Exporter> &exporters();

/// Null when there is none of that name.
const Exporter *findExporter(const QString &id);

} // namespace Saltern

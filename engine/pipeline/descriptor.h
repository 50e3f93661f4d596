#pragma once

#include "engine/pipeline/pipeline.h"
#include "engine/pipeline/problem.h"

#include <QJsonValue>
#include <QStringList>

#include <functional>
#include <optional>
#include <vector>

namespace Saltern {

enum class Category { Trigger, Logic, Function, Action };

/// What executing a node of the kind means for durability.
enum class Effect {
    Source,   // begins runs; never gets an event from a wire
    Pure,     // reads the event only; may be evaluated again at any time
    External, // touches the world: written to the journal before it starts
};

enum class ParameterType {
    Text,     // string
    Integer,  // whole number
    Number,   // number
    Boolean,  // true or false
    Duration, // "10s"; see parseDuration()
    ByteSize, // "64MiB"; see parseByteSize()
    Choice,   // one of `choices`
    Pattern,  // event pattern
    Path,     // file relative to the document, inside its folder
    Code,     // source text, inline
    Url,      // http:// or https://
    Target,   // expression that picks hosts
    Cron,     // five-field cron expression
    TimeZone, // IANA name
    List,     // list of `fields[0]`
    Map,      // string keys, values of `fields[0]`
    Object,   // the named `fields`
    Json,     // any JSON value
};

/// One setting of a node kind. Drives validation, the inspector, completion, docs and the schema.
struct Parameter
{
    QString name;
    ParameterType type = ParameterType::Text;
    QString title;
    QString help;                                    // one or two sentences
    QJsonValue defaultValue = QJsonValue::Undefined; // Undefined = no default
    bool required = false;
    bool templated = false;             // {{ }} is allowed in it (and inside it, for containers)
    std::optional<double> minimum = {}; // numbers; milliseconds for Duration, bytes for ByteSize
    std::optional<double> maximum = {};
    QStringList choices = {};
    QString unit = {}; // shown behind the field when the value itself has none
    QJsonValue example = QJsonValue::Undefined;
    std::vector<Parameter> fields = {};
    bool acceptsOne = false; // List: a single value may be written without the brackets
    bool advanced = false;   // the inspector folds it away
};

/// Whether what leaves by a port is completed by time alone and so begins a new run, in which
/// nothing is known of the steps before the node.
enum class NewRun { Never, Sometimes, Always };

struct Port
{
    QString name;
    QString title;
    QString help;
    NewRun newRun = NewRun::Never;
};

/// Collects problems found by a kind's own check; `field` is a path inside the node's parameters,
/// e.g. "schedule" or "cases/2/match".
class NodeProblems
{
public:
    virtual ~NodeProblems() = default;
    virtual void add(const QString &field,
                     const QString &code,
                     const QString &message,
                     const QString &remedy) = 0;

    /// The names that a function's `runtime` may have; nothing when they are not known here.
    virtual std::optional<QStringList> runtimes() const { return {}; }
};

/// Everything there is to know about a node kind without running it: the single source for
/// validation, inspector, palette, reference page and JSON Schema.
struct NodeDescriptor
{
    QString kind; // "docker.event"
    int version = 1;
    Category category = Category::Action;
    Effect effect = Effect::External;
    bool usesHost = false; // works on a Docker host or listens to one; external ones get `place`
    QString title;         // "Docker event"
    QString summary;       // one line for the palette
    QString help;          // the reference page's text, Markdown
    QString example;       // a complete YAML node, as in a document's `nodes:`
    std::vector<Parameter> parameters;
    std::vector<Port> outputs; // the first is the one that a wire without a port means

    /// When outputs depend on the settings (switch): called instead of reading `outputs`.
    std::function<std::vector<Port>(const QJsonObject &parameters)> outputsFor = {};

    /// Rules between settings that types alone do not express.
    std::function<void(const Node &node, NodeProblems &problems)> check = {};

    bool hasInput() const { return effect != Effect::Source; }
    std::vector<Port> outputPorts(const QJsonObject &nodeParameters) const
    {
        return outputsFor ? outputsFor(nodeParameters) : outputs;
    }
};

} // namespace Saltern

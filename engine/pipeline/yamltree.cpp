#include "engine/pipeline/yamltree.h"

#include "engine/pipeline/yamlsource.h"

#include <QSet>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <array>
#include <sstream>

namespace Saltern {

namespace {

constexpr std::size_t deepestNesting = 64;
constexpr qsizetype mostProblems = 200;

// Thrown through yaml-cpp's parser, which has no other way to be stopped.
struct StopParsing
{
};

// Builds the tree from yaml-cpp's events. m_open holds the containers around the current place; a
// mapping takes a key and a value in turn.
class TreeBuilder final : public YAML::EventHandler
{
public:
    TreeBuilder(const YamlSource &source, YamlTree &tree) : m_source(source), m_tree(tree) {}

    void OnDocumentStart(const YAML::Mark &mark) override;
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark &mark, YAML::anchor_t) override;
    void OnAlias(const YAML::Mark &mark, YAML::anchor_t) override;
    void OnScalar(const YAML::Mark &mark,
                  const std::string &tag,
                  YAML::anchor_t,
                  const std::string &value) override;
    void OnSequenceStart(const YAML::Mark &mark,
                         const std::string &tag,
                         YAML::anchor_t,
                         YAML::EmitterStyle::value) override;
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark &mark,
                    const std::string &tag,
                    YAML::anchor_t,
                    YAML::EmitterStyle::value) override;
    void OnMapEnd() override { close(); }
    void OnAnchor(const YAML::Mark &mark, const std::string &name) override;

    void report(qsizetype offset, const char *code, const QString &message, const QString &remedy);

private:
    struct Open
    {
        YamlNode node;
        bool wantsKey = false; // of a mapping
        YamlEntry entry;       // whose value comes next
        QSet<QString> keys;
    };

    void open(const YAML::Mark &mark, const std::string &tag, YamlNode::Kind kind);
    void close();
    void add(YamlNode node);
    void addKey(const YamlNode &node);
    void checkTag(const YAML::Mark &mark, const std::string &tag);

    const YamlSource &m_source;
    YamlTree &m_tree;
    std::vector<Open> m_open;
    int m_documents = 0;
};

void TreeBuilder::report(qsizetype offset,
                         const char *code,
                         const QString &message,
                         const QString &remedy)
{
    m_tree.problems.append({Severity::Error,
                            m_source.position(offset),
                            QString(),
                            QString::fromLatin1(code),
                            message,
                            remedy});
    if (m_tree.problems.size() >= mostProblems)
        throw StopParsing();
}

void TreeBuilder::OnDocumentStart(const YAML::Mark &mark)
{
    if (++m_documents > 1) {
        report(mark.pos,
               "several-documents",
               QStringLiteral("A second document begins here."),
               QStringLiteral("Keep one pipeline per file."));
        throw StopParsing();
    }
}

void TreeBuilder::OnNull(const YAML::Mark &mark, YAML::anchor_t)
{
    add({.kind = YamlNode::Kind::Null, .offset = mark.pos});
}

void TreeBuilder::OnAlias(const YAML::Mark &mark, YAML::anchor_t)
{
    report(mark.pos,
           "yaml-alias",
           QStringLiteral("Aliases (*name) are not used in pipeline documents."),
           QStringLiteral("Write the value out."));
    add({.kind = YamlNode::Kind::Null, .offset = mark.pos});
}

void TreeBuilder::OnAnchor(const YAML::Mark &mark, const std::string &name)
{
    report(mark.pos,
           "yaml-alias",
           QStringLiteral("Anchors (&%1) are not used in pipeline documents.")
               .arg(QString::fromStdString(name).left(40)),
           QStringLiteral("Remove it, and write the value out where it is repeated."));
}

void TreeBuilder::checkTag(const YAML::Mark &mark, const std::string &tag)
{
    // yaml-cpp tags plain values "?" and quoted ones "!".
    if (tag.empty() || tag == "?" || tag == "!")
        return;
    report(mark.pos,
           "yaml-tag",
           QStringLiteral("Tags (!%1) are not used in pipeline documents.")
               .arg(QString::fromStdString(tag.substr(tag.find_last_of("!:") + 1)).left(40)),
           QStringLiteral("Remove it; put quotes around a value to make it text."));
}

void TreeBuilder::OnScalar(const YAML::Mark &mark,
                           const std::string &tag,
                           YAML::anchor_t,
                           const std::string &value)
{
    checkTag(mark, tag);
    add({.kind = YamlNode::Kind::Scalar,
         .plain = tag != "!",
         .text = QString::fromStdString(value),
         .offset = mark.pos});
}

void TreeBuilder::OnSequenceStart(const YAML::Mark &mark,
                                  const std::string &tag,
                                  YAML::anchor_t,
                                  YAML::EmitterStyle::value)
{
    open(mark, tag, YamlNode::Kind::Sequence);
}

void TreeBuilder::OnMapStart(const YAML::Mark &mark,
                             const std::string &tag,
                             YAML::anchor_t,
                             YAML::EmitterStyle::value)
{
    open(mark, tag, YamlNode::Kind::Mapping);
}

void TreeBuilder::open(const YAML::Mark &mark, const std::string &tag, YamlNode::Kind kind)
{
    if (m_open.size() >= deepestNesting) {
        report(mark.pos,
               "too-deep",
               QStringLiteral("Values are nested more than %1 levels deep.").arg(deepestNesting),
               QStringLiteral("Flatten the structure."));
        throw StopParsing();
    }
    checkTag(mark, tag);
    m_open.push_back({{.kind = kind, .offset = mark.pos}, kind == YamlNode::Kind::Mapping, {}, {}});
}

void TreeBuilder::close()
{
    YamlNode node = std::move(m_open.back().node);
    m_open.pop_back();
    add(std::move(node));
}

void TreeBuilder::add(YamlNode node)
{
    if (m_open.empty()) {
        m_tree.root = std::move(node);
        return;
    }
    Open &parent = m_open.back();
    if (parent.node.kind == YamlNode::Kind::Sequence) {
        parent.node.items.push_back(std::move(node));
    } else if (parent.wantsKey) {
        addKey(node);
    } else {
        parent.entry.value = std::move(node);
        if (!parent.entry.key.isNull())
            parent.node.entries.push_back(std::move(parent.entry));
        parent.entry = {};
        parent.wantsKey = true;
    }
}

// A key that is refused stays null, and its value is then left out.
void TreeBuilder::addKey(const YamlNode &node)
{
    Open &parent = m_open.back();
    parent.wantsKey = false;
    if (node.kind != YamlNode::Kind::Scalar) {
        report(node.offset,
               "bad-key",
               QStringLiteral("This key is not text."),
               QStringLiteral("Write a name, in quotes if need be."));
        return;
    }
    if (node.plain && node.text == QLatin1StringView("<<")) {
        report(node.offset,
               "yaml-alias",
               QStringLiteral("Merge keys (<<) are not used in pipeline documents."),
               QStringLiteral("Write the fields out."));
        return;
    }
    if (parent.keys.contains(node.text)) {
        report(node.offset,
               "duplicate-key",
               QStringLiteral("The key \"%1\" is there twice.").arg(node.text.left(80)),
               QStringLiteral("Remove one of the two, or rename it."));
        return;
    }
    parent.keys.insert(node.text);
    // An empty key is a key too, so it must not be null.
    parent.entry.key = node.text.isNull() ? QStringLiteral("") : node.text;
    parent.entry.plainKey = node.plain;
    parent.entry.keyOffset = node.offset;
}

struct SyntaxHint
{
    const char *theirs; // what yaml-cpp's message begins with
    const char *message;
    const char *remedy;
};

// yaml-cpp's messages are for people who know the grammar.
constexpr std::array hints{
    SyntaxHint{"illegal map value",
               "A \":\" is not expected here.",
               "Put quotes around text that contains \": \", and check the indentation."},
    SyntaxHint{"illegal block entry",
               "A \"- \" is not expected here.",
               "Begin the list on a line of its own, and check the indentation."},
    SyntaxHint{"end of map not found",
               "This line does not fit the mapping above it.",
               "Indent it like its neighbours, and write \"key: value\"."},
    SyntaxHint{"end of sequence not found",
               "This line does not fit the list above it.",
               "Indent it like its neighbours, and begin it with \"- \"."},
    SyntaxHint{"end of sequence flow not found",
               "A list that begins with \"[\" is not closed.",
               "Add the missing \"]\" or comma."},
    SyntaxHint{"end of map flow not found",
               "A mapping that begins with \"{\" is not closed.",
               "Add the missing \"}\" or comma."},
    SyntaxHint{"illegal EOF in scalar",
               "Quoted text is not closed before the end of the file.",
               "Add the closing quote."},
    SyntaxHint{"illegal document indicator in scalar",
               "Quoted text is not closed.",
               "Add the closing quote."},
    SyntaxHint{"the referenced anchor is not defined",
               "Aliases (*name) are not used in pipeline documents.",
               "Write the value out, or put quotes around text that begins with \"*\"."},
    SyntaxHint{"unknown token",
               "A character that cannot begin a value stands here.",
               "Put quotes around text that begins with @, `, % or similar."},
    SyntaxHint{"unknown escape character",
               "There is no such escape in double quotes.",
               "Double the backslash, or use single quotes."},
};

void addSyntaxProblem(const YamlSource &source, const YAML::Exception &error, YamlTree &tree)
{
    const qsizetype offset =
        std::min<qsizetype>(std::max(error.mark.pos, 0), source.bytes().size());
    const qsizetype line = source.lineAt(offset);
    if (source.hasTabIndent(line)) {
        tree.problems.append(tabProblem(source, line));
        return;
    }
    Problem problem{Severity::Error,
                    source.position(offset),
                    QString(),
                    QStringLiteral("yaml-syntax"),
                    QStringLiteral("This is not YAML: %1.").arg(QString::fromStdString(error.msg)),
                    QStringLiteral("Check the quotes and the indentation.")};
    for (const SyntaxHint &hint : hints) {
        if (error.msg == hint.theirs) {
            problem.message = QString::fromLatin1(hint.message);
            problem.remedy = QString::fromLatin1(hint.remedy);
        }
    }
    tree.problems.append(problem);
}

Problem openQuote(SourcePosition position)
{
    return {Severity::Error,
            position,
            QString(),
            QStringLiteral("yaml-syntax"),
            QStringLiteral("Quoted text is not closed before the end of the file."),
            QStringLiteral("Add the closing quote.")};
}

// Looks at each quoted text and block. Tabs may stand there, while everywhere else they are not
// YAML, though yaml-cpp lets some pass; as it does with a quote that the end of the file closes.
void checkScalars(const YamlSource &source,
                  const YamlNode &node,
                  std::vector<bool> &mayHaveTabs,
                  QList<Problem> &problems)
{
    if (node.kind == YamlNode::Kind::Scalar && !node.plain) {
        const char first = source.bytes().at(node.offset);
        if ((first == '"' || first == '\'') && !source.closingQuote(node.offset))
            problems.append(openQuote(source.position(node.offset)));
        const qsizetype last = source.lastLineOfScalar(node.offset);
        for (qsizetype i = source.lineAt(node.offset) + 1; i <= last; ++i)
            mayHaveTabs[static_cast<std::size_t>(i)] = true;
    }
    for (const YamlNode &item : node.items)
        checkScalars(source, item, mayHaveTabs, problems);
    for (const YamlEntry &entry : node.entries)
        checkScalars(source, entry.value, mayHaveTabs, problems);
}

void checkWhatTheParserAccepts(const YamlSource &source, YamlTree &tree)
{
    std::vector<bool> mayHaveTabs(static_cast<std::size_t>(source.lineCount()), false);
    checkScalars(source, tree.root, mayHaveTabs, tree.problems);
    for (qsizetype i = 0; i < source.lineCount() && tree.problems.size() < mostProblems; ++i) {
        if (!mayHaveTabs[static_cast<std::size_t>(i)] && source.hasTabIndent(i))
            tree.problems.append(tabProblem(source, i));
    }
}

} // namespace

YamlTree readYamlTree(const YamlSource &source)
{
    YamlTree tree;
    std::istringstream stream(source.bytes().toStdString());
    TreeBuilder builder(source, tree);
    try {
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder))
            continue;
        tree.complete = true;
        checkWhatTheParserAccepts(source, tree);
    } catch (const StopParsing &) {
        // The problem that stopped it has been reported.
    } catch (const YAML::Exception &error) {
        addSyntaxProblem(source, error, tree);
    }
    return tree;
}

} // namespace Saltern

#include "engine/pipeline/target.h"

#include "engine/base/nearestname.h"
#include "engine/pipeline/targetterm.h"

#include <algorithm>

namespace Saltern {

namespace {

using Kind = TargetTerm::Kind;

struct ClassEnd
{
    qsizetype behind = 0; // the first character after "]"; zero = it is no class
    bool holds = false;
};

// "[a-z]" at `at`; without a closing bracket it is an ordinary character.
ClassEnd readClass(QStringView glob, qsizetype at, QChar c)
{
    qsizetype i = at + 1;
    const bool denied = i < glob.size() && glob[i] == u'!';
    i += denied ? 1 : 0;
    const qsizetype first = i;
    bool holds = false;
    for (; i < glob.size() && (glob[i] != u']' || i == first); ++i) {
        if (i + 2 < glob.size() && glob[i + 1] == u'-' && glob[i + 2] != u']') {
            holds = holds || (glob[i] <= c && c <= glob[i + 2]);
            i += 2;
        } else {
            holds = holds || glob[i] == c;
        }
    }
    return i < glob.size() ? ClassEnd{i + 1, holds != denied} : ClassEnd{};
}

/// Where the glob goes on after one character that fits; nothing when it does not fit.
std::optional<qsizetype> afterOne(QStringView glob, qsizetype at, QChar c)
{
    if (at == glob.size())
        return std::nullopt;
    if (glob[at] == u'[') {
        const ClassEnd end = readClass(glob, at, c);
        if (end.behind > 0)
            return end.holds ? std::optional(end.behind) : std::nullopt;
    }
    return glob[at] == u'?' || glob[at] == c ? std::optional(at + 1) : std::nullopt;
}

bool hasGlobSigns(const QString &text)
{
    return std::any_of(
        text.begin(), text.end(), [](QChar c) { return QStringView(u"*?[").contains(c); });
}

// The terms that a host has to have something of, in the order of the text.
void collectTerms(const TargetTerm &term, std::vector<const TargetTerm *> &terms)
{
    if (term.parts.empty())
        terms.push_back(&term);
    for (const TargetTermPtr &part : term.parts)
        collectTerms(*part, terms);
}

template<typename List>
QStringList sortedOnce(List list)
{
    QStringList sorted(list.begin(), list.end());
    sorted.sort();
    sorted.removeDuplicates();
    return sorted;
}

QStringList valuesOf(const std::vector<TargetHost> &hosts, const QString &label)
{
    QStringList values;
    for (const TargetHost &host : hosts) {
        if (host.labels.contains(label))
            values += host.labels.value(label);
    }
    return sortedOnce(values);
}

QString adviceOnLabel(const TargetTerm &term, const std::vector<TargetHost> &hosts)
{
    const QStringList values = valuesOf(hosts, term.label);
    if (!values.isEmpty())
        return QStringLiteral("The label %1 has the values %2.")
            .arg(term.label, values.join(QLatin1StringView(", ")));
    QStringList labels;
    for (const TargetHost &host : hosts)
        labels += host.labels.keys();
    labels = sortedOnce(labels);
    if (labels.isEmpty())
        return QStringLiteral("No host has labels; give them some in the hosts file.");
    return QStringLiteral("No host has the label %1. %2")
        .arg(term.label, suggestName(term.label, labels));
}

} // namespace

bool globMatches(QStringView glob, QStringView text)
{
    // The classic loop: only the last asterisk is ever tried again.
    qsizetype at = 0;
    qsizetype i = 0;
    qsizetype star = -1;
    qsizetype resumed = 0;
    while (i < text.size()) {
        if (at < glob.size() && glob[at] == u'*') {
            star = at++;
            resumed = i;
        } else if (const auto next = afterOne(glob, at, text[i])) {
            at = *next;
            ++i;
        } else if (star >= 0) {
            at = star + 1;
            i = ++resumed;
        } else {
            return false;
        }
    }
    while (at < glob.size() && glob[at] == u'*')
        ++at;
    return at == glob.size();
}

bool TargetTerm::matches(const TargetHost &host) const
{
    const auto holds = [&](const TargetTermPtr &part) { return part->matches(host); };
    switch (kind) {
    case Kind::None:
        return false;
    case Kind::And:
        return std::all_of(parts.begin(), parts.end(), holds);
    case Kind::Or:
        return std::any_of(parts.begin(), parts.end(), holds);
    case Kind::Not:
        return !parts.front()->matches(host);
    case Kind::Glob:
        return globMatches(text, host.name);
    case Kind::Name:
        return text == host.name;
    case Kind::Label: {
        const auto found = host.labels.constFind(label);
        return found != host.labels.cend() && globMatches(text, *found);
    }
    case Kind::Expression:
        return expression.match(host.name).hasMatch();
    }
    return false;
}

Target::Target() : m_root(std::make_shared<TargetTerm>())
{
}

Result<Target> Target::parse(const QString &text)
{
    auto root = readTarget(text);
    if (!root)
        return fail(root.error());
    Target target;
    target.m_root = *std::move(root);
    return target;
}

bool Target::matches(const TargetHost &host) const
{
    return m_root->matches(host);
}

QString Target::advice(const std::vector<TargetHost> &hosts) const
{
    std::vector<const TargetTerm *> terms;
    collectTerms(*m_root, terms);
    QStringList names;
    for (const TargetHost &host : hosts)
        names += host.name;
    for (const TargetTerm *term : terms) {
        if (std::any_of(hosts.begin(), hosts.end(), [&](const TargetHost &host) {
                return term->matches(host);
            }))
            continue;
        if (term->kind == Kind::Label)
            return adviceOnLabel(*term, hosts);
        const bool isName =
            term->kind == Kind::Name || (term->kind == Kind::Glob && !hasGlobSigns(term->text));
        if (isName && !names.isEmpty())
            return QStringLiteral("There is no host \"%1\". %2")
                .arg(term->text, suggestName(term->text, names));
    }
    return names.isEmpty()
               ? QStringLiteral("There are no hosts.")
               : QStringLiteral("Known hosts: %1.").arg(names.join(QLatin1StringView(", ")));
}

QStringList Target::globs() const
{
    std::vector<const TargetTerm *> open{m_root.get()};
    QStringList globs;
    while (!open.empty()) {
        const TargetTerm *term = open.back();
        open.pop_back();
        if (term->kind == Kind::Glob || term->kind == Kind::Name)
            globs.prepend(term->text);
        else if (term->kind != Kind::Or)
            return {};
        for (const TargetTermPtr &part : term->parts)
            open.push_back(part.get());
    }
    return globs;
}

} // namespace Saltern

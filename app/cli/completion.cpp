#include "app/cli/completion.h"

#include "app/cli/completionvalues.h"
#include "app/cli/declarations.h"

#include <utility>

namespace Saltern::Cli {

namespace {

const QLatin1StringView optionsEnd("--");

QString textOf(const std::string &text)
{
    return QString::fromStdString(text);
}

/// Where the cursor is, after the words before it.
class Position
{
public:
    explicit Position(const CLI::App &app) : m_command(&app) {}

    void pass(const QString &word)
    {
        if (std::exchange(m_option, nullptr)) // that was its value
            return;
        if (m_onlyArguments || !word.startsWith(u'-') || word == QLatin1StringView("-"))
            passArgument(word);
        else if (word == optionsEnd)
            m_onlyArguments = true;
        else if (const CLI::Option *option = find(word);
                 option && option->get_items_expected_max() > 0)
            m_option = option;
    }

    Completion at(const QString &word, const QStringList &before) const
    {
        if (m_option)
            return completeValue(textOf(m_option->get_type_name()), word, before);
        const qsizetype equals = word.indexOf(u'=');
        if (!m_onlyArguments && word.startsWith(optionsEnd) && equals > 0)
            return completeAssigned(word.left(equals), word.mid(equals + 1), before);
        if (!m_onlyArguments && word.startsWith(u'-') && word != QLatin1StringView("-"))
            return completeOption(word);
        Completion found = completeArgument(word, before);
        if (m_arguments == 0) {
            for (const CLI::App *inner : subcommandsOf(*m_command))
                add(found, textOf(inner->get_name()), textOf(inner->get_description()), word);
        }
        return found;
    }

private:
    static void
    add(Completion &found, const QString &text, const QString &help, const QString &word)
    {
        if (text.startsWith(word))
            found.candidates.append({text, help});
    }

    const CLI::Option *find(const QString &name) const
    {
        for (const CLI::Option *option : optionsOf(*m_command)) {
            if (option->check_name(name.toStdString()))
                return option;
        }
        return nullptr;
    }

    void passArgument(const QString &word)
    {
        for (const CLI::App *inner : subcommandsOf(*m_command)) {
            if (inner->check_name(word.toStdString()) && m_arguments == 0 && !m_onlyArguments) {
                m_command = inner;
                return;
            }
        }
        ++m_arguments;
    }

    Completion completeOption(const QString &word) const
    {
        Completion found;
        for (const CLI::Option *option : optionsOf(*m_command)) {
            for (const std::string &name : option->get_lnames())
                add(found, optionsEnd + textOf(name), textOf(option->get_description()), word);
        }
        return found;
    }

    // Bash takes a value for a word of its own; the others want the name in front of it.
    Completion
    completeAssigned(const QString &name, const QString &value, const QStringList &before) const
    {
        const CLI::Option *option = find(name);
        if (!option)
            return {};
        Completion found = completeValue(textOf(option->get_type_name()), value, before);
        for (Completion::Candidate &candidate : found.candidates)
            candidate.text.prepend(name + u'=');
        return found;
    }

    Completion completeArgument(const QString &word, const QStringList &before) const
    {
        std::vector<const CLI::Option *> arguments;
        for (const CLI::Option *option : optionsOf(*m_command)) {
            if (option->get_positional())
                arguments.push_back(option);
        }
        if (arguments.empty())
            return {};
        const std::size_t last = arguments.size() - 1;
        if (m_arguments > last && arguments[last]->get_items_expected_max() <= 1)
            return {};
        return completeValue(
            textOf(arguments[std::min(m_arguments, last)]->get_name(true)), word, before);
    }

    const CLI::App *m_command;
    const CLI::Option *m_option = nullptr; // whose value comes next
    std::size_t m_arguments = 0;           // that are no options, and no commands
    bool m_onlyArguments = false;          // behind "--"
};

} // namespace

QString Completion::toText() const
{
    if (paths != Paths::None)
        return paths == Paths::Files ? QStringLiteral(":files") : QStringLiteral(":folders");
    QStringList lines;
    for (const Candidate &candidate : candidates)
        lines += candidate.text + u'\t' + candidate.help.simplified();
    return lines.join(u'\n');
}

Completion complete(const CLI::App &app, const QStringList &words)
{
    Position position(app);
    const QStringList before = words.mid(0, words.size() - 1);
    for (const QString &word : before)
        position.pass(word);
    return position.at(words.isEmpty() ? QString() : words.constLast(), before);
}

} // namespace Saltern::Cli

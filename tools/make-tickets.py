#!/usr/bin/env python3
"""Lines for `guichet import tickets`: believable tickets of a French university, the same for the same seed.

usage: make-tickets.py N [--seed S] [--people P] [--until 2026-01-16T17:00:00Z] [--years Y] > tickets.jsonl

Each ticket has three comments (one of them sometimes a note), one in four is still open.  Texts are put
together from sentences with names, rooms, courses and numbers in them, so that words spread as they do in
real mail: a few everywhere, most of them rare.
"""
import argparse
import datetime
import json
import random
import sys

FIRST = """Inès Mathis Hélène Karim Noah Aya Camille Youssef Thomas Anaïs Sophie Louis Jade Gabriel Emma Léo Chloé Adam Manon
Lucas Zoé Hugo Léa Raphaël Lina Arthur Nour Jules Alice Ethan Rose Nathan Ambre Paul Anna Sacha Mila Tom Louise Maël Julia
Samuel Romane Victor Inaya Antoine Élise Maxime Salomé Baptiste Margaux Clément Océane Rayan Agathe Simon Clara Bilal Juliette
Martin Fatou Étienne Yasmine Félix Solène Ismaël Maëlle Quentin Noémie Benoît Aurore Gaël Céleste Loïc Ophélie""".split()
LAST = """Caron Oger Dubreuil Benali Lambert Diallo Roy Benamar Nguyen Lefort Marchal Faure Girard Roussel Mercier Blanchard
Garnier Chevalier François Legrand Gauthier Perrin Robin Clément Morin Nicolas Henry Rousseau Mathieu Gautier Masson Marchand
Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun Blanc Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud
Martinez Gérard Roche Renard Schmitt Roux Colin Vidal Picard Aubert Renaud Hubert Bourgeois Lacroix Olivier Fontaine Traoré
Cissé Haddad Etxeberria Tremblay Weber Stern Petit Kowalski Ferreira Bouchard Kaya Rossi""".split()
COURSES = """ANA2001 PHY1050 DRT3300 MED2105 PSY1102 MED1234 HIS2210 NUT1801 ECO1001 BIO1400 CHM1101 INF2003 LET1210 MAT1500
GEO2304 SOC1105 PHI1002 ANG2100 STA3050 ARC4100""".split()
BUILDINGS = "A B C D E F G H".split()
TOOLS = """Moodle Zoom eduroam LibreOffice Antem Teams Panopto Wooclap MATLAB SPSS Zotero Firefox Chrome Safari Outlook
Thunderbird Nextcloud GLPI ADE Apogée""".split()
DEVICES = """ordinateur portable|téléphone|vidéoprojecteur|écran|micro|badge|point d’accès wifi|clavier|casque|disque dur|
câble HDMI|lecteur de cartes|scanner|poste fixe""".replace("\n", "").split("|")
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()

# service, subject, first words; {x} is filled by fill()
TOPICS = [
    ("wifi", "Wifi {tool} impossible dans le bâtiment {bat}", "Depuis {jour}, mon {appareil} refuse de se connecter au réseau dans la salle {salle}. Le message affiche l’erreur {code}. Chez moi tout fonctionne, et mes collègues de la salle {salle2} ont le même souci."),
    ("compte", "Mot de passe oublié, compte {login} bloqué", "Bonjour, après plusieurs essais mon compte {login} s’est verrouillé. J’ai un rendu pour {cours} le {date} et je n’accède plus à {tool}. Pouvez-vous me rendre l’accès ?"),
    ("examens", "Le test « {cours} » s’est fermé avant la fin", "La page s’est fermée à la question {n}, avec « tentative terminée ». Il restait {n2} minutes. J’ai fait une capture d’écran où mon nom apparaît. Que dois-je faire ?"),
    ("moodle", "Le cours {cours} n’apparaît pas dans {tool}", "Je suis inscrite au groupe {n} de {cours} depuis le {date}, mais l’espace de cours reste vide. Ma responsable {prof} me dit que tout est ouvert de son côté."),
    ("zoom", "Pas de son dans la salle virtuelle {cours}", "Pendant la séance du {date}, les étudiants n’entendaient plus {prof}. Le {appareil} de la salle {salle} est pourtant reconnu. La prochaine séance commence à {heure}."),
    ("depot", "Copie refusée : fichier trop lourd ({n2} Mo)", "Le dépôt du devoir {cours} refuse mon fichier de {n2} Mo. L’échéance est le {date} à {heure}. J’ai essayé avec {tool} puis avec {tool2}, même résultat."),
    ("materiel", "{appareil} en panne, salle {salle}", "Le {appareil} de la salle {salle} ne s’allume plus depuis {jour}. Étiquette d’inventaire {code}. Un cours de {cours} y a lieu le {date}."),
    ("logiciel", "Licence {tool} expirée", "Au démarrage, {tool} annonce que la licence a expiré le {date}. Nous sommes {n} dans le service à l’utiliser pour {cours}. Référence du poste : {code}."),
    ("scolarite", "Attestation d’inscription pour {mois}", "Bonjour, il me faut une attestation d’inscription pour mon logement avant le {date}. Mon numéro d’étudiant est {num}. Merci d’avance !"),
    ("scolarite", "Changement de groupe en {cours}", "Mes séances de {cours} chevauchent mon stage chez {prof}. Est-il possible de passer du groupe {n} au groupe {n3} ? Je joins l’accord de mon tuteur, daté du {date}."),
    ("rh", "Heures d’auxiliaire de {mois} à corriger", "Mon relevé de {mois} compte {n} heures au lieu de {n2}. J’ai donné les travaux dirigés de {cours} avec {prof}. Qui peut vérifier ?"),
    ("locaux", "Chauffage en panne, salle {salle}", "Il fait {n} degrés dans la salle {salle} du bâtiment {bat}. L’épreuve de {cours} commence à {heure}. Peut-on nous ouvrir la salle {salle2} ?"),
    ("enseigner", "Ajouter {n} présentateurs à l’espace {cours}", "Pour la séance du {date}, merci d’ajouter {prof} et {prof2} comme présentateurs dans {tool}. Ils n’ont pas encore d’accès hôte."),
    ("examens", "Clé refusée à l’ouverture de l’épreuve {cours}", "L’application d’examen répond « clé refusée » (code {code}). J’utilise {tool} sur mon {appareil}. L’épreuve débute à {heure}, merci de répondre vite."),
]
REPLIES = [
    "Bonjour {prenom}, j’ai bien reçu votre message et je regarde tout de suite. Pouvez-vous me dire si l’erreur {code} revient après un redémarrage ?",
    "Bonjour {prenom}, je vois votre demande. Votre accès est rétabli : fermez {tool}, attendez {n} minutes, puis reconnectez-vous.",
    "Merci pour ces précisions. L’équipe réseau remplace le {appareil} de la salle {salle} demain matin. Je reviens vers vous avant {heure}.",
    "Bonjour, vos réponses sont enregistrées jusqu’à la question {n} : rien n’est perdu. Je demande l’accord de {prof} pour rouvrir la tentative.",
    "C’est corrigé dans {tool}. Dites-nous si quelque chose ne va pas ; la demande se fermera d’elle-même sinon.",
]
ANSWERS = [
    "Merci beaucoup, cela marche de nouveau !",
    "J’ai essayé avec {tool2}, toujours l’erreur {code}. Voici la photo demandée, on voit mon nom en haut.",
    "C’est bien la salle {salle}, au bâtiment {bat}. Mon numéro est le {num}.",
    "Parfait, {prof} a confirmé de son côté. Bonne journée à toute l’équipe.",
    "Toujours rien ce matin. Le cours de {cours} commence à {heure}, y a-t-il une autre solution ?",
]
NOTES = [
    "Journal {tool} : double onglet à {heure}, la seconde tentative a fermé la première. Réouverture possible si {prof} est d’accord.",
    "Poste {code} vu avec {agent}. Pilote à mettre à jour, voir la demande de {mois}.",
    "Appel de {prof2} : même panne en salle {salle2}. À rapprocher.",
]
AGENTS = [("croy", "Camille Roy"), ("ybenamar", "Youssef Benamar"), ("tnguyen", "Thomas Nguyen"), ("alefort", "Anaïs Lefort"),
          ("smarchal", "Sophie Marchal"), ("lgirard", "Louis Girard"), ("nfaure", "Nadia Faure"), ("pweber", "Pauline Weber")]
GROUPS = {"wifi": "reseau", "compte": "informatique", "examens": "e-learning", "moodle": "e-learning", "zoom": "e-learning",
          "depot": "e-learning", "materiel": "informatique", "logiciel": "informatique", "scolarite": "scolarite",
          "rh": "rh", "locaux": "locaux", "enseigner": "e-learning"}
CHANNELS = ["portal"] * 11 + ["email"] * 5 + ["phone"] * 3 + ["in_person"]
STATES = ["closed"] * 55 + ["resolved"] * 20 + ["open"] * 13 + ["new"] * 6 + ["pending"] * 6
PRIORITIES = [3] * 12 + [2] * 4 + [4] * 3 + [1]
DAYS = "lundi|mardi|mercredi|jeudi|vendredi|hier|ce matin|avant-hier|la semaine dernière".split("|")


class Maker:
    def __init__(self, seed, people, until, years):
        self.r = random.Random(seed)
        self.people = [self.person(i) for i in range(people)]
        self.until = until
        self.span = years * 365 * 86400

    def person(self, i):
        first, last = self.r.choice(FIRST), self.r.choice(LAST)
        login = ascii_of(first)[0] + ascii_of(last)[:12] + str(i)
        return {"login": login, "name": f"{first} {last}", "mail": f"{login}@etu.rives.example"}

    def words(self, who):
        r = self.r
        bat = r.choice(BUILDINGS)
        return {"tool": r.choice(TOOLS), "tool2": r.choice(TOOLS), "bat": bat, "jour": r.choice(DAYS),
                "appareil": r.choice(DEVICES), "salle": f"{bat}-{r.randint(1, 4)}{r.randint(1, 40):02}",
                "salle2": f"{r.choice(BUILDINGS)}-{r.randint(101, 440)}", "code": f"{r.choice('EXNKM')}{r.randint(1000, 999999)}",
                "cours": r.choice(COURSES), "date": f"{r.randint(1, 28)} {r.choice(MONTHS)}", "mois": r.choice(MONTHS),
                "n": r.randint(2, 25), "n2": r.randint(26, 240), "n3": r.randint(1, 9), "heure": f"{r.randint(8, 18)} h {r.randint(0, 11) * 5:02}",
                "num": r.randint(20100000, 20269999), "prof": self.name(), "prof2": self.name(), "agent": r.choice(AGENTS)[1],
                "login": who["login"], "prenom": who["name"].split()[0]}

    def name(self):
        return f"{self.r.choice(FIRST)} {self.r.choice(LAST)}"

    def comments(self, who, agent, at):
        r = self.r
        out = []
        delay = r.randint(2, 90) * 60
        for i in range(3):
            at += delay
            delay = int(delay * r.uniform(0.5, 4))
            if i == 1:
                note = r.random() < 0.4
                text = r.choice(NOTES if note else ANSWERS).format(**self.words(who))
                by = {"login": agent[0], "name": agent[1]} if note else {"login": who["login"]}
                out.append({"author": by, "body": text, "at": stamp(min(at, self.until)), "public": not note})
                continue
            text = r.choice(REPLIES).format(**self.words(who))
            out.append({"author": {"login": agent[0], "name": agent[1]}, "body": text, "at": stamp(min(at, self.until)), "public": True})
        return out

    def ticket(self, services):
        r = self.r
        who, agent = r.choice(self.people), r.choice(AGENTS)
        service, subject, body = r.choice(TOPICS)
        state = r.choice(STATES)
        # open ones are recent, as in life
        back = self.span if state in ("closed", "resolved") else 10 * 86400
        at = self.until - r.randint(3600, back)
        words = self.words(who)
        t = {"kind": "incident", "subject": subject.format(**words)[:1].upper() + subject.format(**words)[1:],
             "body": body.format(**words), "requester": who, "group": GROUPS[service], "state": state,
             "priority": r.choice(PRIORITIES), "channel": r.choice(CHANNELS), "created_at": stamp(at),
             "comments": self.comments(who, agent, at)}
        if services:
            t["service"] = service
        return t


def ascii_of(name):
    table = str.maketrans("àâäçéèêëîïôöûüÉÈ’-", "aaaceeeeiioouuee  ")
    return name.lower().translate(table).replace(" ", "")


def stamp(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def main():
    p = argparse.ArgumentParser(description="Tickets to import, one JSON object a line.")
    p.add_argument("n", type=int)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--people", type=int, default=0, help="requesters; default: one for ten tickets, at least 50")
    p.add_argument("--until", default="2026-01-16T17:00:00Z")
    p.add_argument("--years", type=int, default=3)
    p.add_argument("--services", action="store_true", help="name the services of the demo")
    a = p.parse_args()
    until = int(datetime.datetime.strptime(a.until, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc).timestamp())
    maker = Maker(a.seed, a.people or max(50, a.n // 10), until, a.years)
    for _ in range(a.n):
        sys.stdout.write(json.dumps(maker.ticket(a.services), ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
